import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues

/// Calls functions through expressions, as templates do.
enum FunctionTesting {
    // 2024-02-09T15:04:05Z
    static let startTime = 1_707_491_045

    static let functions = FunctionLibrary.standard(.init(startTime: startTime, currentTime: { startTime + 1 }))
        .merging(FunctionLibrary.variableDefaults { $0 == "NAME" ? "value" : nil }) { $1 }

    static func evaluate(
        _ expression: String, folder: String = "/", variables: [String: HCLValue] = [:], stepLimit: Int? = nil,
        functions: [String: HCLFunction] = functions
    ) -> (HCLValue, [Diagnostic]) {
        let context = HCLFunction.Context(templateDirectory: folder, workingDirectory: "/folder")
        let (parsed, faults) = HCLParser.parseExpression(expression, name: "test")
        guard !faults.containsError else { return (.unknown(), faults) }
        var scope = EvaluationScope(variables: variables, functions: functions, context: context)
        if let stepLimit { scope.stepLimit = stepLimit }
        return scope.evaluate(parsed)
    }

    /// The value in the notation of `jsonencode`, or the messages.
    static func text(_ expression: String, folder: String = "/") -> String {
        let (value, faults) = evaluate("jsonencode(\(expression))", folder: folder)
        guard faults.isEmpty else { return faults.map(\.detail).joined(separator: "\n") }
        return value.stringValue ?? value.displayText
    }
}
