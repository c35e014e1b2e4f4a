import Diagnostics
import HCLSyntax
import Testing

struct ParserExpressionTests {
    @Test(
        "an expression is read with the precedence and grouping of the language",
        arguments: [
            ("1 + 2 * 3", "(1 + (2 * 3))"),
            ("1 - 2 - 3", "(1 - 2 - 3)"),
            ("a || b && c == d < e + f * -g", "(a || (b && (c == (d < (e + (f * (-g)))))))"),
            ("(1 + 2) * 3", "(<(1 + 2)> * 3)"),
            ("a ? b : c ? d : e", "(if a b (if c d e))"),
            ("!a.b", "(!(a.b))"),
            ("var.list[0].name", "(var.list[0].name)"),
            ("a.0", "(a[0])"),
            ("a.*.b[0]", "(a*{.b}[0])"),
            ("a[*].b[0]", "(a*{.b[0]})"),
            ("f(a, b...)", "f(a b ...)"),
            ("core::f()", "core::f()"),
            ("[1, \"x\", true, null,]", "[1 'x' true null]"),
            ("{ a = 1, b : 2\n \"c d\" = 3\n (e) = 4 }", "{'a':1 'b':2 'c d':3 <e>:4}"),
            ("{ for = 1 }", "{'for':1}"),
            ("[for v in c : v if v > 1]", "(for v in c: v if (v > 1))"),
            ("{for k, v in c : k => v...}", "(for k,v in c: k=>v...)"),
            ("1.5e+3", "1.5e+3"),
            ("[\n1 # one\n,\n2]", "[1 2]"),
            ("größe-1", "größe-1"),
        ])
    func expression(text: String, tree: String) {
        let (expression, diagnostics) = HCLParser.parseExpression(text, name: "t")
        #expect(diagnostics.isEmpty)
        #expect(describe(expression) == tree)
    }

    @Test(
        "a template is read with its sequences, escapes and trim marks",
        arguments: [
            ("\"a${b}c\"", "(template 'a' b 'c')"),
            ("\"${b}\"", "(unwrap b)"),
            ("\"$${b} %%{ if } $ %\"", "'${b} %{ if } $ %'"),
            (#""\n\t\"\\\u00e9\U0001F600""#, "'\n\t\"\\é😀'"),
            ("\"a ${~ b ~} c\"", "(template 'a' b 'c')"),
            ("\"%{ if a }x%{ else }y%{ endif }\"", "(template (if a 'x' | 'y'))"),
            ("\"%{ for k, v in m }${k}=${v};%{ endfor }\"", "(template (for k,v in m k '=' v ';'))"),
            ("\"${\"in ${\"side\"}\"}\"", "(unwrap (template 'in ' 'side'))"),
            ("<<E\nab\n  c\\n\nE\n", "'ab\n  c\\n\n'"),
            ("<<-E\n    a\n\n      b\n    E\n", "'a\n\n  b\n'"),
            ("<<E\n${a}\nE\n", "(template a '\n')"),
            ("<<E\r\na\r\nE\r\n", "'a\r\n'"),
        ])
    func template(text: String, tree: String) {
        let (expression, diagnostics) = HCLParser.parseExpression(text, name: "t")
        #expect(diagnostics.isEmpty)
        #expect(describe(expression) == tree)
    }

    @Test(
        "a wrong expression is named by its mistake",
        arguments: [
            ("'a'", "Invalid character"),
            ("“a”", "Invalid character"),
            ("`a`", "Invalid character"),
            ("a & b", "Unsupported operator"),
            ("a ^ b", "Unsupported operator"),
            ("1 +", "Missing expression"),
            ("\"a\nb\"", "Invalid multi-line string"),
            ("\"abc", "Unterminated template string"),
            ("<<E\nabc\n", "Unterminated template string"),
            ("f(1 2)", "Missing argument separator"),
            ("[1 2]", "Missing item separator"),
            ("{ a.b = 1 }", "Ambiguous attribute key"),
            ("{ a }", "Missing key/value separator"),
            ("{ a, b = 1 }", "Missing attribute value"),
            ("a ? b", "Missing false expression in conditional"),
            ("(1", "Unbalanced parentheses"),
            ("a[1", "Missing close bracket on index"),
            ("a.", "Invalid attribute name"),
            ("1 2", "Extra characters after expression"),
            (#""\x""#, "Invalid escape sequence"),
            (#""\u12""#, "Invalid escape sequence"),
            ("\"%{ endif }\"", "Unexpected endif directive"),
            ("\"%{ if a }\"", "Unexpected end of template"),
            ("\"%{ if a }%{ endfor }\"", "Unexpected endfor directive"),
            ("[for v c : v]", "Invalid 'for' expression"),
            ("1 /* x", "Unterminated comment"),
        ])
    func mistake(text: String, summary: String) {
        let (_, diagnostics) = HCLParser.parseExpression(text, name: "t")
        #expect(diagnostics.map(\.summary) == [summary])
    }

    @Test("ranges count lines, bytes and user-perceived characters")
    func ranges() {
        let (expression, _) = HCLParser.parseExpression("[\"é👨‍👩‍👧\",\n  b]", name: "t")
        guard case .tuple(let elements) = expression.kind else { return #expect(Bool(false)) }
        #expect(elements[0].range.end.column == 6)
        #expect(elements[1].range.start == SourcePosition(byte: 27, line: 2, column: 3))
        #expect(expression.range.start == .start)
    }

    @Test(
        "nesting without end is refused, not followed",
        arguments: ["(", "[", "!", "-", "{a=", "f(", "a[", "\"${", "x[*]", "%{if a}"])
    func nesting(opener: String) {
        let text = String(repeating: opener, count: 50_000)
        #expect(HCLParser.parseExpression(text, name: "t").1.containsError || opener == "x[*]" || opener == "%{if a}")
        #expect(HCLParser.parseTemplate("${" + text, name: "t").1.containsError)
        _ = HCLParser.parseTemplate(text, name: "t")
        let deepest = String(repeating: "(", count: 190) + "1" + String(repeating: ")", count: 190)
        #expect(HCLParser.parseExpression(deepest, name: "t").1.isEmpty)
    }

    @Test("a chain of operators may be as long as it likes")
    func chain() {
        let text = String(repeating: "1 + ", count: 20_000) + "1"
        #expect(HCLParser.parseExpression(text, name: "t").1.isEmpty)
    }
}
