import Diagnostics
import HCLSyntax
import Testing

struct ExpressionViewTests {
    private func parse(_ text: String) -> HCLExpression {
        HCLParser.parseExpression(text, name: "t").0
    }

    @Test(
        "references are the variables an expression depends on, with their known steps",
        arguments: [
            ("var.a + local.b[0].c", ["var.a", "local.b[0].c"]),
            ("var.a[local.i].b", ["var.a", "local.i"]),
            ("var.list[*].name", ["var.list"]),
            ("[for v in var.list : v.name if local.x]", ["var.list", "local.x"]),
            ("\"${a} %{ if b }${c}%{ endif }%{ for k, v in d }${k}${v}${e}%{ endfor }\"", ["a", "b", "c", "d", "e"]),
            ("f(a, can(b)) ? { c = d, (e) = 1 } : [-g, (h)]", ["a", "b", "d", "e", "g", "h"]),
            ("var.m[\"k\"]", ["var.m[\"k\"]"]),
            ("1", []),
        ])
    func references(text: String, expected: [String]) {
        #expect(parse(text).references.map(\.text) == expected)
    }

    @Test("an expression can be read as a word, a path, a call or a list")
    func views() {
        #expect(parse("string").keyword == "string")
        #expect(parse("a.b").keyword == nil)
        #expect(parse("list(string)").staticCall?.name == "list")
        #expect(parse("[a, b]").staticElements?.count == 2)
        #expect(parse("{ a = 1 }").staticItems?.first?.key.staticString == "a")
        #expect(parse("source.qemu.base").staticReference?.text == "source.qemu.base")
        #expect(parse("a[b]").staticReference == nil)
        #expect(parse("a.b + 1").staticReference == nil)
    }

    @Test("an embedded text reports everything at the place it is embedded at")
    func anchor() {
        let place = SourceRange(
            file: "a.json", start: .init(byte: 5, line: 2, column: 3), end: .init(byte: 9, line: 2, column: 7))
        let (expression, diagnostics) = HCLParser.parseTemplate("${", name: "a.json", anchor: place)
        #expect(diagnostics.map(\.subject) == [place])
        #expect(expression.range == place)
    }
}
