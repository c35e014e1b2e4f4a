import HCLEvaluation
import HCLSyntax
import HCLValues
import Testing

/// Twice the template takes about twice the time; figures are compared with each other, so that a slow machine passes.
@Suite(.serialized) struct LinearTimeTests {
    static let shapes: [(name: String, text: @Sendable (Int) -> String)] = [
        ("a sum", { count in Array(repeating: "1", count: count).joined(separator: " + ") }),
        ("a tuple", { count in "[" + Array(repeating: "upper(\"a\")", count: count).joined(separator: ", ") + "]" }),
        ("an object", { count in "{" + (0..<count).map { "k\($0) = var.a" }.joined(separator: ", ") + "}" }),
        ("a template", { count in "\"" + Array(repeating: "x${var.a}y", count: count).joined() + "\"" }),
        (
            "a list of mixed types",
            { count in
                "convert([" + (0..<count).map { $0 % 2 == 0 ? "1" : "\"a\"" }.joined(separator: ", ")
                    + "], list(string))"
            }
        ),
        (
            "a call",
            { count in "join(\"\", [" + Array(repeating: "\"a\"", count: count).joined(separator: ", ") + "])" }
        ),
    ]

    /// The shortest of some runs, as other work on the machine only adds to them.
    private func seconds(_ text: String) throws -> Double {
        let (expression, problems) = HCLParser.parseExpression(text, name: "t")
        try #require(problems.isEmpty)
        let scope = EvaluationScope(
            variables: ["var": .object(["a": .string("b")])], functions: FunctionTesting.functions,
            context: .init(templateDirectory: "/", workingDirectory: "/"))
        let clock = ContinuousClock()
        let times = (0..<5).map { _ in
            clock.measure { #expect(scope.evaluate(expression).1.isEmpty) }
        }
        let shortest = times.min() ?? .zero
        return Double(shortest.components.attoseconds) / 1e18 + Double(shortest.components.seconds)
    }

    @Test("eight times the text takes far less than the sixty-fourfold time", arguments: shapes.indices)
    func growth(shape: Int) throws {
        let text = Self.shapes[shape].text
        let small = try seconds(text(400))
        let large = try seconds(text(3200))
        #expect(large < 30 * small, "\(Self.shapes[shape].name): \(small) s, then \(large) s")
    }
}
