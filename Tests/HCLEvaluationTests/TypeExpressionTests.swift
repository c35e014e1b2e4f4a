import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues
import Testing

struct TypeExpressionTests {
    private func parse(_ text: String) -> (TypeConstraint, [String]) {
        let (constraint, diagnostics) = TypeExpression.parse(HCLParser.parseExpression(text, name: "t").0)
        return (constraint, diagnostics.map(\.summary))
    }

    @Test(
        "a type is read as written",
        arguments: [
            ("string", HCLType.string), ("any", .dynamic), ("list(number)", .list(.number)),
            ("map(set(bool))", .map(.set(.bool))), ("tuple([string, any])", .tuple([.string, .dynamic])),
            ("object({ a = string\n b = optional(number) })", .object(["a": .string, "b": .number], optional: ["b"])),
        ])
    func type(text: String, type: HCLType) {
        let (constraint, problems) = parse(text)
        #expect(constraint.type == type)
        #expect(problems.isEmpty)
    }

    @Test(
        "what is no type is refused",
        arguments: [
            "strin", "list", "list()", "list(a, b)", "\"string\"", "1", "optional(string)", "tuple(string)", "any()",
        ])
    func mistake(text: String) {
        #expect(parse(text).1 == ["Invalid type specification"])
    }

    @Test("a default that does not fit is refused where it stands")
    func wrongDefault() {
        #expect(parse("object({ a = optional(number, \"x\") })").1 == ["Invalid default value for optional attribute"])
        #expect(parse("object({ a = optional(number, var.x) })").1 == ["Variables not allowed"])
    }

    @Test(
        "defaults stand in for missing and null attributes at every level",
        arguments: [
            ("{}", "{ a = \"d\", b = null }"), ("{ a = null }", "{ a = \"d\", b = null }"),
            ("{ a = \"x\", b = { c = 5 } }", "{ a = \"x\", b = { c = 5 } }"),
            ("{ b = {} }", "{ a = \"d\", b = { c = 1 } }"),
        ])
    func defaults(given: String, expected: String) throws {
        let (constraint, problems) = parse(
            "list(object({ a = optional(string, \"d\"), b = optional(object({ c = optional(number, 1) })) }))")
        #expect(problems.isEmpty)
        let scope = EvaluationScope(context: .init(templateDirectory: "", workingDirectory: ""))
        let (value, _) = scope.evaluate(HCLParser.parseExpression("[\(given)]", name: "t").0)
        let (wanted, _) = scope.evaluate(HCLParser.parseExpression("[\(expected)]", name: "t").0)
        let converted = try constraint.converted(value)
        #expect(converted.displayText == wanted.displayText)
        #expect(converted.type == constraint.type.withoutOptionalAttributes)
    }
}
