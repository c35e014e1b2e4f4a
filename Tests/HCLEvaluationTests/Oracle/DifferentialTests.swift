import HCLValues
import Testing

@testable import HCLEvaluation

/// Compares hundreds of expressions with the peer, and names every difference that is wanted.
@Suite(.enabled(if: PeerConsole.path != nil, "packer is not installed: nothing to compare with"))
struct DifferentialTests {
    /// Ours as text of JSON; `nil` where we refuse.
    private static func answer(_ expression: String) -> String? {
        let (value, faults) = FunctionTesting.evaluate("jsonencode(\(expression))")
        return faults.isEmpty ? value.stringValue : nil
    }

    @Test(
        "answers are those of Packer 1.6.6, refusals included", arguments: DifferentialExpressions.groups.keys.sorted())
    func agreement(group: String) async throws {
        let expressions = DifferentialExpressions.groups[group] ?? []
        let theirs = try await PeerConsole.answers(expressions)
        for (expression, their) in zip(expressions, theirs) {
            let our = Self.answer(expression)
            #expect(our == their, "\(expression)")
        }
    }

    @Test("every intended difference is one still", arguments: DifferentialExpressions.intended.keys.sorted())
    func difference(expression: String) async throws {
        let their = try await PeerConsole.answers([expression])[0]
        #expect(Self.answer(expression) != their)
    }
}
