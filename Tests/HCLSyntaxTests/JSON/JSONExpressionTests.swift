import Diagnostics
import Testing

@testable import HCLSyntax

@Suite struct JSONExpressionTests {
    static func parse(_ value: String, isExpression: Bool = false) throws -> (HCLExpression, [Diagnostic]) {
        let shape = HCLBodyShape(expressions: isExpression ? ["x"] : [])
        let (file, diagnostics) = HCLParser.parseJSONFile("{\"x\": \(value)}", name: "t.json", shape: shape)
        return (try #require(file.body.attribute("x")).expression, diagnostics)
    }

    @Test(arguments: [
        ("null", "null"), ("true", "true"), ("-1.5e3", "-1.5e3"), (#""a\n$${b}""#, "\"a\\n${b}\""),
        (#""plain""#, "\"plain\""),
        (#""${var.a}""#, "interpolation"), (#""a ${var.a}""#, "template"), (#""%{ if true }x%{ endif }""#, "template"),
        ("[1, \"a\"]", "[1, \"a\"]"), (#"{"a": 1, "${k}": 2}"#, "{\"a\": 1, interpolation: 2}"),
        (#"{"//": 1}"#, "{\"//\": 1}"),
    ])
    func `reads values, strings as templates`(text: String, expected: String) throws {
        let (expression, diagnostics) = try Self.parse(text)
        #expect(diagnostics.isEmpty)
        #expect(Self.words(expression) == expected)
    }

    @Test(arguments: [
        ("\"string\"", "string"), ("\"list(string)\"", nil), ("\"${string}\"", nil), ("3", nil),
    ])
    func `reads written expressions from strings`(text: String, keyword: String?) throws {
        let (expression, diagnostics) = try Self.parse(text, isExpression: true)
        #expect(diagnostics.isEmpty)
        #expect(expression.keyword == keyword)
    }

    @Test(arguments: [
        (#""${var.}""#, 14), (#""\u00e9\n${ 1 + }""#, 23), (#""é${)""#, 11), (#""${a} ${\"b\" c}""#, 21),
        (#"[1, {"k": "${"}]"#, 20),
    ])
    func `points into the string, escapes counted as written`(text: String, column: Int) throws {
        let (_, diagnostics) = try Self.parse(text)
        #expect(diagnostics.first?.subject?.start.column == column)
        #expect(diagnostics.first?.subject?.file == "t.json")
    }

    @Test func `ranges of parts lie inside the file`() throws {
        let (expression, _) = try Self.parse(#""\t${var.name}""#)
        let reference = try #require(expression.references.first)
        #expect(reference.text == "var.name")
        #expect(reference.range.start.column == 12)
        #expect(reference.range.end.column == 20)
        #expect(expression.range.start.column == 7)
    }

    private static func words(_ expression: HCLExpression) -> String {
        switch expression.kind {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .number(let text): text
        case .string(let text): text.debugDescription
        case .template: "template"
        case .interpolation: "interpolation"
        case .tuple(let elements): "[" + elements.map(words).joined(separator: ", ") + "]"
        case .object(let items):
            "{" + items.map { "\(words($0.key)): \(words($0.value))" }.joined(separator: ", ") + "}"
        default: "another"
        }
    }
}
