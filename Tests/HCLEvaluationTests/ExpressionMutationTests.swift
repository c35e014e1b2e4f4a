import Diagnostics
import HCLSyntax
import HCLValues
import TestSupport
import Testing

@testable import HCLEvaluation

/// Evaluates expressions that random changes made of good ones.
@Suite struct ExpressionMutationTests {
    private static let variables: [String: HCLValue] = [
        "s": .string("text é"), "n": .number(3), "u": .unknown(), "us": .unknown(.string),
        "secret": .string("hunter2").marked(), "l": .list(of: .string, [.string("a"), .unknown(.string)]),
        "m": .map(of: .number, ["k": .number(1)]), "z": .null(.string),
    ]

    /// Pieces that changes put in the place of others.
    private static let pieces =
        ["null", "u", "us", "secret", "l", "m", "z", "s", "n", "[]", "{}", "-1", "1e30", "\"\"", "true", "1/3", "..."]
        + [
            "[l...]", "[[]]", "{a = u}", "\"%\"", "\"(\"", "-0.5", "65", "\"\u{1F468}\u{200D}\u{1F469}\"", "\"é\"",
            "[null]",
        ]

    private static func mutated(_ number: Int) -> String {
        var generator = Fuzzing.numbers("expression \(number)")
        let seeds = DifferentialExpressions.all
        var text = Array(seeds.randomElement(using: &generator) ?? "1")
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !text.isEmpty {
            let place = Int.random(in: 0..<text.count, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: text.remove(at: place)
            case 1: text.insert(contentsOf: pieces.randomElement(using: &generator) ?? "", at: place)
            case 2: text[place] = "\"'(){}[],.$%~\\?:=&|!+-*/0a\n".randomElement(using: &generator) ?? "x"
            case 3: text.append(contentsOf: " + " + (seeds.randomElement(using: &generator) ?? ""))
            default: replaceArgument(in: &text, near: place, using: &generator)
            }
        }
        return String(text)
    }

    /// Puts a piece in the place of what stands between two commas or parentheses.
    private static func replaceArgument(
        in text: inout [Character], near place: Int, using generator: inout SeededNumbers
    ) {
        let marks: Set<Character> = ["(", ",", ")"]
        guard let start = text[..<place].lastIndex(where: { marks.contains($0) }),
            let end = text[(start + 1)...].firstIndex(where: { marks.contains($0) })
        else { return }
        text.replaceSubrange((start + 1)..<end, with: pieces.randomElement(using: &generator) ?? "")
    }

    @Test("any expression gives a value or an error, and none shows a secret", arguments: 0..<4)
    func mutations(part: Int) {
        for number in stride(from: part, to: Fuzzing.count(percent: 10), by: 4) {
            let text = Self.mutated(number)
            // Slow on purpose, so not for thousands of inputs.
            guard !text.contains("bcrypt") else { continue }
            let (value, problems) = FunctionTesting.evaluate(text, variables: Self.variables, stepLimit: 10_000)
            let isAnswered = problems.containsError || value.isReasonable
            #expect(isAnswered, "\(number): \(text)")
            let isTold = !text.contains("hunter2") && "\(problems.map(\.detail))".contains("hunter2")
            #expect(!isTold, "\(number): \(text)")
        }
    }
}
