import Diagnostics
import HCLSyntax
import HCLValues

extension Evaluation {
    /// `convert(value, type)`: its second argument is a type in words, which no value can hold.
    mutating func convert(_ call: HCLCall, _ whole: HCLExpression) -> HCLValue {
        guard call.arguments.count == 2, !call.expandsLast else {
            report(
                call.arguments.count < 2 ? "Not enough function arguments" : "Too many function arguments",
                "Function \"convert\" takes a value and a type, such as convert(x, list(string)).", at: whole)
            return .unknown()
        }
        let (constraint, problems) = TypeExpression.parse(call.arguments[1])
        guard !problems.containsError else {
            diagnostics += problems
            return .unknown()
        }
        let value = value(of: call.arguments[0])
        do {
            return try constraint.converted(value)
        } catch {
            report(
                "Invalid function argument", "Invalid value for \"value\" parameter: \(error).", at: call.arguments[0])
            return .unknown(constraint.type.withoutOptionalAttributes)
        }
    }
}
