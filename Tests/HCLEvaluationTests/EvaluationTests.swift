import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues
import Testing

struct EvaluationTests {
    static let scope = EvaluationScope(
        variables: [
            "var": .object([
                "name": .string("web"), "count": .number(3), "flag": .bool(true), "nothing": .null(),
                "secret": HCLValue.string("hunter2").marked(), "later": .unknown(.string), "anything": .unknown(),
                "disks": .list(of: .string, [.string("a"), .string("b")]),
                "tags": .map(of: .string, ["x": .string("1"), "y": .string("2")]),
                "colors": .set(of: .string, [.string("red"), .string("blue")]),
                "users": .tuple([
                    .object(["name": .string("ann"), "keys": .tuple([.number(1), .number(2)])]),
                    .object(["name": .string("bob"), "keys": .tuple([.number(3)])]),
                ]),
            ])
        ],
        functions: [
            "upper": HCLFunction("upper", [.init("str", .string)]) { _ in
                .string
            } body: { arguments, _ in
                .string((arguments[0].stringValue ?? "").uppercased())
            },
            "sum": HCLFunction("sum", [], variadic: .init("numbers", .number)) { _ in
                .number
            } body: { arguments, _ in
                .number(arguments.compactMap { $0.numberValue?.exactInt }.reduce(0, +))
            },
            "refuse": HCLFunction("refuse", [.init("str", .string, allowsNull: true)]) { _ in
                .string
            } body: { _, _ throws(HCLFunction.Failure) in
                throw HCLFunction.Failure("not today", argument: 0)
            },
        ],
        context: .init(templateDirectory: ".", workingDirectory: "."))

    private func evaluate(_ text: String) -> (HCLValue, [Diagnostic]) {
        let (expression, diagnostics) = HCLParser.parseExpression(text, name: "t")
        #expect(diagnostics.isEmpty)
        return Self.scope.evaluate(expression)
    }

    @Test(
        "an expression has the value of an equal, simpler one",
        arguments: [
            ("1 + 2 * 3 - 4 / 2", "5"), ("7 % 3", "1"), ("-(1 + 1)", "-2"), ("\"2\" + 1", "3"), ("0.1 + 0.2", "0.3"),
            ("1 == \"1\"", "false"), ("null == null", "true"), ("var.nothing == null", "true"),
            ("[1, 2] == [1, 2]", "true"), ("[] == {}", "false"), ("1 != 2", "true"),
            ("var.nothing != null && var.nothing.a", "false"), ("true || var.nope", "true"),
            ("var.nope && false", "false"),
            ("\"true\" && true", "true"), ("!false", "true"), ("2 <= 2", "true"), ("3 < 2", "false"),
            ("true ? 1 : \"x\"", "\"1\""), ("false ? 1 : null", "null"), ("true ? 1 : var.nope", "1"),
            ("\"${var.name}-${var.count}\"", "\"web-3\""), ("\"${[1]}\"", "[1]"),
            ("\"%{ if var.flag }yes%{ else }no%{ endif }\"", "\"yes\""),
            ("\"%{ for i, d in var.disks }${i}${d} %{ endfor }\"", "\"0a 1b \""),
            ("\"a ${~ 1 ~} b\"", "\"a1b\""),
            ("[for i, d in var.disks : \"${i}${d}\"]", "[\"0a\", \"1b\"]"),
            ("[for v in var.users : v.name if v.name != \"bob\"]", "[\"ann\"]"),
            ("{for k, v in var.tags : v => k}", "{\"1\" = \"x\", \"2\" = \"y\"}"),
            ("{for u in var.users : length => u.name...}", "ERROR"),
            ("{for v in [1, 2, 3] : v % 2 == 0 ? \"even\" : \"odd\" => v...}", "{even = [2], odd = [1, 3]}"),
            ("[for c in var.colors : c]", "[\"blue\", \"red\"]"),
            ("[for k, v in {b = 1, a = 2} : k]", "[\"a\", \"b\"]"),
            ("var.users[*].name", "[\"ann\", \"bob\"]"), ("var.users.*.keys[0]", "[1, 2]"),
            ("var.users[*].keys[0]", "[1, 3]"), ("var.name[*]", "[\"web\"]"), ("var.nothing[*]", "[]"),
            ("var.users[1][\"name\"]", "\"bob\""), ("var.users.0.keys.1", "2"), ("var.tags.x", "\"1\""),
            ("{ a = 1, \"b c\" = 2, (var.name) = 3 }.web", "3"),
            ("upper(\"x\")", "\"X\""), ("sum([1, 2]...)", "3"), ("sum()", "0"), ("sum(1, [2, 3]...)", "6"),
            ("try(var.nope, var.name)", "\"web\""), ("can(var.nope)", "false"), ("can(var.name)", "true"),
        ])
    func value(text: String, equal: String) {
        let (value, diagnostics) = evaluate(text)
        guard equal != "ERROR" else { return #expect(diagnostics.containsError) }
        #expect(diagnostics.isEmpty)
        let (expected, _) = evaluate(equal)
        #expect(value.displayText == expected.displayText)
    }

    @Test(
        "a mistake in an expression is named",
        arguments: [
            ("vra.name", "Unknown variable"), ("var.nmae", "Unsupported attribute"),
            ("var.name.x", "Unsupported attribute"),
            ("var.users.name", "Unsupported attribute"), ("var.nothing.x", "Attempt to get attribute from null value"),
            ("var.nothing[0]", "Attempt to index null value"), ("var.disks[2]", "Invalid index"),
            ("var.disks[-1]", "Invalid index"), ("var.disks[0.5]", "Invalid index"),
            ("var.disks[\"a\"]", "Invalid index"),
            ("var.tags[\"z\"]", "Invalid index"), ("var.tags.z", "Missing map element"),
            ("var.colors[0]", "Invalid index"),
            ("true ? [1] : {}", "Inconsistent conditional result types"), ("\"a\" ? 1 : 2", "Incorrect condition type"),
            ("null ? 1 : 2", "Null condition"), ("1 + \"a\"", "Invalid operand"), ("1 + null", "Operation failed"),
            ("1 / 0", "Operation failed"), ("!\"x\"", "Invalid operand"), ("1 && true", "Invalid operand"),
            ("\"a${null}\"", "Invalid template interpolation value"),
            ("\"a${[]}\"", "Invalid template interpolation value"),
            ("[for v in 1 : v]", "Iteration over non-iterable value"),
            ("[for v in null : v]", "Iteration over null value"),
            ("{for v in [1, 1] : v => v}", "Duplicate object key"),
            ("{for v in [1] : null => v}", "Invalid object key"),
            ("{ (null) = 1 }", "Null value as key"), ("uper(\"x\")", "Call to unknown function"),
            ("upper()", "Not enough function arguments"), ("upper(1, 2)", "Too many function arguments"),
            ("upper([])", "Invalid function argument"), ("upper(null)", "Invalid function argument"),
            ("refuse(\"a\")", "Invalid function argument"), ("upper(1...)", "Invalid expanding argument value"),
            ("try(var.nope)", "Error in function call"),
        ])
    func mistake(text: String, summary: String) {
        let (value, diagnostics) = evaluate(text)
        #expect(diagnostics.map(\.summary) == [summary])
        #expect(value.isUnknown)
    }

    @Test(
        "what is unknown stays unknown, as far as it matters",
        arguments: [
            ("var.later", HCLType.string), ("\"a${var.later}\"", .string), ("var.later == \"a\"", .bool),
            ("var.flag ? var.later : 1", .string), ("upper(var.later)", .string), ("var.anything.a[0]", .dynamic),
            ("[for v in var.anything : v]", .dynamic), ("1 + var.anything", .number), ("can(var.later)", .bool),
        ])
    func unknown(text: String, type: HCLType) {
        let (value, diagnostics) = evaluate(text)
        #expect(diagnostics.isEmpty)
        #expect(value.isUnknown && value.type == type)
    }

    @Test("an unknown side does not keep the other one from deciding")
    func unknownLogic() {
        #expect(evaluate("var.anything && false").0.boolValue == false)
        #expect(evaluate("var.anything || true").0.boolValue == true)
    }

    @Test(
        "whatever is made of a secret is secret",
        arguments: [
            "var.secret", "\"x${var.secret}\"", "var.secret == \"a\"", "upper(var.secret)",
            "[for s in [var.secret] : s][0]",
            "var.secret == \"a\" ? 1 : 2", "{ a = var.secret }.a", "\"%{ if var.secret == \"\" }a%{ endif }\"",
        ])
    func sensitive(text: String) {
        #expect(evaluate(text).0.isSensitive)
    }

    @Test("an error shows the values of its variables, but no secret")
    func namedValues() {
        let (_, diagnostics) = evaluate("var.count + var.name + var.secret")
        #expect(diagnostics[0].values.contains(.init(name: "var.name", value: "\"web\"")))
        let (_, secret) = evaluate("1 + var.secret")
        #expect(secret[0].values == [.init(name: "var.secret", value: "(sensitive value)")])
        #expect(!secret[0].detail.contains("hunter2"))
    }

    @Test(
        "no message tells a secret",
        arguments: [
            "var.tags[var.secret]", "1 + var.secret", "var.secret ? 1 : 2", "refuse(var.secret)",
            "var.disks[var.secret]",
            "{ for v in [1, 2] : var.secret => v }", "var.secret.x", "[for v in var.secret : v]", "var.secret && true",
        ])
    func secretMessages(text: String) {
        let (_, diagnostics) = evaluate(text)
        #expect(diagnostics.count >= 1)
        #expect(!"\(diagnostics)".contains("hunter2"))
    }

    @Test("a misspelt name gets a suggestion, and the error points at the name")
    func suggestion() {
        let (_, diagnostics) = evaluate("1 + var.nmae")
        #expect(diagnostics[0].detail.contains("Did you mean \"name\"?"))
        #expect(diagnostics[0].subject?.start.column == 8)
    }

    @Test("deep trees and long chains are evaluated on any thread")
    func depth() async {
        let deep = String(repeating: "(1 + ", count: 190) + "1" + String(repeating: ")", count: 190)
        #expect(evaluate(deep).0.numberValue?.exactInt == 191)
        #expect(evaluate(String(repeating: "1 + ", count: 3_000) + "1").0.numberValue?.exactInt == 3_001)
    }
}
