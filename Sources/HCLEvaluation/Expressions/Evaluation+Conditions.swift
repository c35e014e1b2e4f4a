import HCLSyntax
import HCLValues

extension Evaluation {
    mutating func conditional(
        _ test: HCLExpression, _ then: HCLExpression, _ otherwise: HCLExpression, _ whole: HCLExpression
    ) -> HCLValue {
        let first = attempt(then)
        let second = attempt(otherwise)
        guard let condition = condition(test) else { return .unknown() }
        guard let type = unified(first.value, second.value) else {
            report(
                "Inconsistent conditional result types",
                "Both results of a conditional must be of one type, but the true one is "
                    + "\(first.value.type.friendlyName) and the false one \(second.value.type.friendlyName).", at: whole
            )
            return .unknown()
        }
        guard let flag = condition.boolValue else { return .unknown(type).marked(condition.isSensitive) }
        let chosen = flag ? first : second
        diagnostics += chosen.diagnostics
        guard chosen.diagnostics.isEmpty else { return .unknown(type) }
        do {
            return try chosen.value.converted(to: type).marked(condition.isSensitive)
        } catch {
            report(
                "Inconsistent conditional result types", "The result does not fit the type of both: \(error).",
                at: whole)
            return .unknown(type)
        }
    }

    /// A bare null takes the other branch's type.
    private func unified(_ first: HCLValue, _ second: HCLValue) -> HCLType? {
        if first.isNull, first.type == .dynamic { return second.type }
        if second.isNull, second.type == .dynamic { return first.type }
        return HCLType.unify([first.type, second.type])
    }

    /// The value of a condition as a bool, perhaps unknown; `nil` after a report.
    mutating func condition(_ expression: HCLExpression) -> HCLValue? {
        let count = diagnostics.count
        let value = value(of: expression)
        guard diagnostics.count == count else { return nil }
        guard !value.isNull else {
            report("Null condition", "The condition is null, but must be true or false.", at: expression)
            return nil
        }
        do {
            return try value.converted(to: .bool)
        } catch {
            report("Incorrect condition type", "The condition must be true or false: \(error).", at: expression)
            return nil
        }
    }
}
