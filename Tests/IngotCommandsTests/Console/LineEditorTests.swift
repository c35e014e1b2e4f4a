import TestSupport
import Testing

@testable import IngotCommands

struct LineEditorTests {
    /// Types bytes and gives what came of it: finished lines, and the line as it stands with a bar at the cursor.
    private func type(_ text: String, words: [String] = []) -> (outcomes: [LineEditor.Outcome], line: String) {
        var editor = LineEditor(words: words)
        var decoder = KeyDecoder()
        var outcomes: [LineEditor.Outcome] = []
        for byte in text.utf8 {
            guard let key = decoder.take(byte), let outcome = editor.press(key) else { continue }
            outcomes.append(outcome)
        }
        return (outcomes, String(editor.text[..<editor.cursor]) + "|" + String(editor.text[editor.cursor...]))
    }

    @Test(
        "keys move and change as in every shell",
        arguments: [
            ("abc", "abc|"), ("abc\u{1B}[D", "ab|c"), ("abc\u{02}\u{02}x", "ax|bc"), ("abc\u{01}x", "x|abc"),
            ("abc\u{01}\u{05}x", "abcx|"), ("abc\u{7F}", "ab|"), ("\u{7F}a", "a|"), ("abc\u{1B}[H\u{1B}[3~", "|bc"),
            ("abc\u{1B}[H\u{04}", "|bc"), ("a b\u{17}", "a |"), ("a b  \u{17}", "a |"), ("abc\u{02}\u{0B}", "ab|"),
            ("abc\u{02}\u{15}", "|c"), ("ab cd\u{1B}b", "ab |cd"), ("ab cd\u{01}\u{1B}f", "ab| cd"),
            ("ab cd\u{1B}[1;5D", "ab |cd"), ("abc\u{1B}OD", "ab|c"), ("a\u{1B}[Zb", "ab|"), ("a\u{00}b", "ab|"),
            ("\u{E9}\u{65E5}\u{1F600}\u{7F}", "\u{E9}\u{65E5}|"), ("e\u{301}x\u{7F}\u{7F}", "|"),
            ("a\u{1B}[F\u{1B}[4~b", "ab|"),
        ])
    func keys(input: String, line: String) {
        #expect(type(input).line == line)
    }

    @Test("Enter gives the line and begins another")
    func lines() {
        let (outcomes, line) = type("one\rtwo\nthr")
        #expect(outcomes == [.line("one"), .line("two")])
        #expect(line == "thr|")
    }

    @Test("earlier lines come back, and the line that was begun is not lost")
    func history() {
        #expect(type("one\rtwo\rx\u{1B}[A").line == "two|")
        #expect(type("one\rtwo\rx\u{10}\u{10}").line == "one|")
        #expect(type("one\rtwo\rx\u{10}\u{10}\u{10}").line == "one|")
        #expect(type("one\rtwo\rx\u{10}\u{10}\u{0E}\u{0E}").line == "x|")
        #expect(type("one\rone\rtwo\r \r\u{10}\u{10}").line == "one|")
        #expect(type("one\r\u{10}!\rx\u{10}\u{10}").line == "one|")
    }

    @Test("Control-C drops the line, and leaves from an empty one; so does Control-D")
    func leaving() {
        #expect(type("abc\u{03}").outcomes == [.interrupted])
        #expect(type("abc\u{03}").line == "|")
        #expect(type("\u{03}").outcomes == [.ended])
        #expect(type("\u{04}").outcomes == [.ended])
        #expect(type("a\u{04}").outcomes == [])
    }

    @Test("Tab adds what all fitting names have in common")
    func completion() {
        let words = ["upper", "var.name", "var.namespace", "variables"]
        #expect(type("up\t", words: words).line == "upper|")
        #expect(type("upper(var.n\t", words: words).line == "upper(var.name|")
        #expect(type("v\t", words: words).line == "var|")
        #expect(type("x\t", words: words).line == "x|")
        #expect(type("\t", words: words).line == "|")
    }

    @Test("bytes that are no keys do no harm")
    func foreignBytes() {
        var editor = LineEditor()
        var decoder = KeyDecoder()
        var numbers = SeededNumbers(seed: 7)
        for _ in 0..<20_000 {
            guard let key = decoder.take(UInt8(numbers.below(256))) else { continue }
            _ = editor.press(key)
            #expect((0...editor.text.count).contains(editor.cursor))
        }
    }
}
