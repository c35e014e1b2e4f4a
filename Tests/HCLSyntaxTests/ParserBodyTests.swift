import Diagnostics
import HCLSyntax
import Testing

struct ParserBodyTests {
    private let sample = """
        # A comment
        packer { required_version = ">= 1.0" }
        source "qemu" "base" {
          disk_size = "8G" // bytes
          empty {}
          list = [
            1,
            2, # two
          ]
        }
        """

    @Test("a file becomes attributes and blocks in their order")
    func file() {
        let (file, diagnostics) = HCLParser.parseFile(sample, name: "a.pkr.hcl")
        #expect(diagnostics.isEmpty)
        #expect(file.body.blocks.map(\.header) == ["packer", "source \"qemu\" \"base\""])
        let source = file.body.blocks[1]
        #expect(source.body.attributes.map(\.name) == ["disk_size", "list"])
        #expect(source.body.blocks.map(\.type) == ["empty"])
        #expect(source.range.start.line == 3 && source.range.end.line == 10)
        #expect(source.headerRange.end.column == 21)
        #expect(source.labels[1].range.start == SourcePosition(byte: 65, line: 3, column: 15))
    }

    @Test("a byte-order mark and carriage returns are not part of the text")
    func encoding() {
        let text =
            "\u{FEFF}" + sample.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        let (file, diagnostics) = HCLParser.parseFile(text, name: "a")
        #expect(diagnostics.isEmpty)
        #expect(file.body.blocks[0].typeRange.start.column == 1)
    }

    @Test(
        "a mistake in a body is named and placed",
        arguments: [
            ("a = 1\na = 2", "Attribute redefined", 2),
            ("a = 1 b = 2", "Missing newline after argument", 1),
            ("a {\n  b = 1\n", "Unclosed configuration block", 1),
            ("a { b = 1\n}", "Invalid single-argument block definition", 1),
            ("a\n", "Invalid block definition", 1),
            ("a \"x\"\n{\n}", "Invalid block definition", 1),
            ("\"a\" = 1", "Invalid argument name", 1),
            ("a: 1", "Invalid argument", 1),
            ("}\n", "Argument or block definition required", 1),
            ("a \"${b}\" {}", "Invalid string literal", 1),
            ("a = 1;\nb = 2", "Invalid character", 1),
            ("a = \"x\ny = 1", "Invalid multi-line string", 1),
            ("a {} b {}", "Missing newline after block definition", 1),
        ])
    func mistake(text: String, summary: String, line: Int) {
        let (_, diagnostics) = HCLParser.parseFile(text, name: "a")
        #expect(diagnostics.first?.summary == summary)
        #expect(diagnostics.first?.subject?.start.line == line)
    }

    @Test("several mistakes of a file are all reported, and what is right is kept")
    func recovery() {
        let text = """
            source "a" "b" {
              one = [1, 2
              two = 2
              three = "x
              four = 4
              five = (1 +)
              six {
                bad = 'x'
                good = 1
              }
            }
            build {
              name = 1 2
              last = 3
            }
            """
        let (file, diagnostics) = HCLParser.parseFile(text, name: "a")
        #expect(
            diagnostics.map(\.summary) == [
                "Missing item separator", "Invalid multi-line string", "Missing expression", "Invalid character",
                "Missing newline after argument",
            ])
        #expect(file.body.blocks.map(\.type) == ["source", "build"])
        let source = file.body.blocks[0].body
        #expect(source.attributes.map(\.name).contains("two"))
        #expect(source.attributes.map(\.name).contains("four"))
        #expect(source.blocks[0].body.attributes.map(\.name).contains("good"))
        #expect(diagnostics[3].enclosingBlock == "six")
    }

    @Test("bytes that are not UTF-8 are one error at their place")
    func encodingError() {
        let (_, diagnostics) = HCLParser.parseFile(Array("a = 1\nb = \"".utf8) + [0xFF, 0x22, 0x0A], name: "a")
        #expect(diagnostics.map(\.summary) == ["Invalid character encoding"])
        #expect(diagnostics[0].subject?.start.byte == 11)
    }

    @Test("blocks nest to a limit")
    func nesting() {
        let text = String(repeating: "a {\n", count: 30_000)
        #expect(HCLParser.parseFile(text, name: "a").1.contains { $0.summary == "Nesting too deep" })
    }
}
