import Testing

@testable import BuildEvents

@Suite struct TerminalTextTests {
    @Test(arguments: [
        ("plain\ttext\nline", "plain\ttext\nline"),
        ("\u{1B}[1;31mred\u{1B}[0m", "red"),
        ("\u{1B}[2J\u{1B}[Hhome", "home"),
        ("\u{1B}]0;title\u{07}after", "after"),
        ("\u{1B}]52;c;Zm9v\u{1B}\\after", "after"),
        ("\u{1B}Pq#0\u{1B}\\after", "after"),
        ("\u{9B}31mred\u{9D}title\u{9C}x", "redx"),
        ("\u{1B}(Bset", "set"),
        ("\u{1B}cfull reset", "full reset"),
        ("bell\u{07} back\u{08} del\u{7F} nul\0", "bell back del nul"),
        ("safe\u{202E}gnp.exe", "safegnp.exe"),
        ("größe ✓ 漢字", "größe ✓ 漢字"),
        ("\u{1B}", ""), ("\u{1B}[", ""), ("\u{1B}[12;", ""), ("\u{1B}]never ends", ""),
        ("\u{1B}]no end\nnext", "\nnext"), ("\u{1B}[3\nnext", "\nnext"),
    ])
    func controlSequencesAreTakenOut(text: String, shown: String) {
        #expect(TerminalText.printable(text) == shown)
    }

    @Test(arguments: [
        ("10%\r20%\r30%", "30%"), ("10%\r20%\r", "20%"), ("a\r\nb\r\n", "a\nb\n"), ("a\r\r\nb", "a\nb"),
        ("first\n1\r2", "first\n2"),
    ])
    func ofALineThatWasWrittenOverTheLastStateCounts(text: String, shown: String) {
        #expect(TerminalText.printable(text) == shown)
    }
}
