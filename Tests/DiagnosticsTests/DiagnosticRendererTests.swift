import Diagnostics
import Testing

struct DiagnosticRendererTests {
    private let text = "source \"qemu\" \"base\" {\n  disk_sise = \"8G\"\n\tx = \"日本\" + y\n}\n"

    private func range(_ start: (Int, Int, Int), _ end: (Int, Int, Int), file: String = "a.pkr.hcl") -> SourceRange {
        SourceRange(
            file: file, start: SourcePosition(byte: start.0, line: start.1, column: start.2),
            end: SourcePosition(byte: end.0, line: end.1, column: end.2))
    }

    private func render(_ diagnostic: Diagnostic, style: DiagnosticRenderer.Style = .plain, width: Int = 80) -> String {
        var sources = SourceCatalog()
        sources.add(text, name: "a.pkr.hcl")
        return DiagnosticRenderer(sources: sources, style: style, width: width).render(diagnostic)
    }

    @Test("place, source line, carets, values, detail and advice stand in this order")
    func layout() {
        let diagnostic = Diagnostic(
            "Unsupported argument", detail: "\"disk_sise\" is not an option.", at: range((25, 2, 3), (34, 2, 12)),
            enclosingBlock: "source \"qemu\" \"base\"", values: [.init(name: "var.x", value: "\"v\"")],
            advice: ["Write disk_size."])
        #expect(
            render(diagnostic) == """
                Error: Unsupported argument

                  on a.pkr.hcl:2:3, in source "qemu" "base":
                   2 |   disk_sise = "8G"
                     |   ^^^^^^^^^
                     with var.x as "v"

                  "disk_sise" is not an option.

                  - Write disk_size.

                """)
    }

    @Test("carets stand below what they mean behind tabs and wide characters")
    func carets() {
        let lines = render(Diagnostic("x", at: range((58, 3, 13), (59, 3, 14)))).split(separator: "\n")
        #expect(lines[2] == "   3 |     x = \"日本\" + y")
        #expect(lines[3] == "     |                  ^")
    }

    @Test("a range over lines has carets under each of them")
    func severalLines() {
        let lines = render(Diagnostic("x", at: range((22, 1, 22), (38, 2, 16)))).split(separator: "\n")
        #expect(lines.count == 6)
        #expect(lines[3].hasSuffix("| " + String(repeating: " ", count: 21) + "^"))
        #expect(lines[5].hasSuffix("|   ^^^^^^^^^^^^^"))
    }

    @Test("the place alone is told where the source is not known or does not fit")
    func unknownSource() {
        let elsewhere = Diagnostic(.warning, "x", at: range((0, 7, 1), (1, 7, 2), file: "b"))
        #expect(render(elsewhere) == "Warning: x\n\n  on b:7:1\n")
        #expect(render(Diagnostic("x", at: range((9_999, 7, 1), (9_999, 7, 2)))) == "Error: x\n\n  on a.pkr.hcl:7:1\n")
        #expect(render(Diagnostic("x", enclosingBlock: "build")) == "Error: x\n\n  in build\n")
    }

    @Test("details are wrapped, words are not broken and lists stay lists")
    func wrapping() {
        let detail = "aaaa bbbb cccc dddd eeee\n\n  kept   as it is, however long it may be\nverylongwordthatdoesnotfit"
        let lines = render(Diagnostic("x", detail: detail), width: 20).split(separator: "\n")
        #expect(
            lines.dropFirst() == [
                "  aaaa bbbb cccc", "  dddd eeee", "    kept   as it is, however long it may be",
                "  verylongwordthatdoesnotfit",
            ])
    }

    @Test("colours are used on demand, and control characters of the text never get through")
    func colours() {
        let diagnostic = Diagnostic("x\u{1B}[2J", detail: "a\u{07}b")
        #expect(render(diagnostic, style: .ansi).hasPrefix("\u{1B}[1;31mError: \u{1B}[0m\u{1B}[1mx\u{FFFD}[2J"))
        #expect(render(diagnostic) == "Error: x\u{FFFD}[2J\n\n  a\u{FFFD}b\n")
    }
}
