import Diagnostics
import HCLSyntax
import HCLValues

extension Evaluation {
    mutating func unary(
        _ operation: HCLUnaryOperator, _ operand: HCLExpression, _ whole: HCLExpression
    ) -> HCLValue {
        let type: HCLType = operation == .negate ? .number : .bool
        let value = value(of: operand)
        guard let value = converted(value, to: type, "the operand of \"\(operation.rawValue)\"", operand) else {
            return .unknown(type)
        }
        let result: HCLValue =
            switch value.data {
            case .number(let number): .number(-number)
            case .bool(let flag): .bool(!flag)
            default: .unknown(type)
            }
        return result.marked(value.isSensitive)
    }

    mutating func operations(_ first: HCLExpression, _ steps: [HCLOperationStep]) -> HCLValue {
        guard let start = steps.first else { return value(of: first) }
        var left = attempt(first)
        var leftPlace = first
        if !start.operation.isLogical { move(&left.diagnostics) }
        for step in steps {
            let whole = HCLExpression(
                .operation(first, [step]), first.span.union(step.operand.span))
            var right = attempt(step.operand)
            if step.operation.isLogical {
                left = logical(step.operation, left, leftPlace, right, step.operand)
            } else {
                move(&right.diagnostics)
                let places = (leftPlace, step.operand, whole)
                left.value = binary(step.operation, left.value, right.value, places)
            }
            leftPlace = whole
        }
        move(&left.diagnostics)
        return left.value
    }

    private mutating func move(_ found: inout [Diagnostic]) {
        take(found)
        found = []
    }

    /// Both sides are evaluated; a good decisive side (false of AND, true of OR) makes the other one's errors void.
    private mutating func logical(
        _ operation: HCLBinaryOperator, _ left: (value: HCLValue, diagnostics: [Diagnostic]),
        _ leftPlace: HCLExpression,
        _ right: (value: HCLValue, diagnostics: [Diagnostic]), _ rightPlace: HCLExpression
    ) -> (value: HCLValue, diagnostics: [Diagnostic]) {
        let decisive = operation == .or
        let name = "of \"\(operation.rawValue)\""
        let first =
            left.diagnostics.isEmpty ? converted(left.value, to: .bool, "the left operand \(name)", leftPlace) : nil
        let second =
            right.diagnostics.isEmpty ? converted(right.value, to: .bool, "the right operand \(name)", rightPlace) : nil
        let isSensitive = left.value.isSensitive || right.value.isSensitive
        if first?.boolValue == decisive || second?.boolValue == decisive {
            return (.bool(decisive).marked(isSensitive), [])
        }
        let isKnown = first?.boolValue != nil && second?.boolValue != nil
        let value: HCLValue = isKnown ? .bool(!decisive) : .unknown(.bool)
        return (value.marked(isSensitive), left.diagnostics + right.diagnostics)
    }

    private mutating func binary(
        _ operation: HCLBinaryOperator, _ left: HCLValue, _ right: HCLValue,
        _ places: (left: HCLExpression, right: HCLExpression, whole: HCLExpression)
    ) -> HCLValue {
        let isSensitive = left.containsSensitive || right.containsSensitive
        if operation == .equal || operation == .notEqual {
            let equality = left.equals(right)
            let result = equality.map { HCLValue.bool($0 == (operation == .equal)) } ?? .unknown(.bool)
            return result.marked(isSensitive)
        }
        let resultType: HCLType = operation.isComparison ? .bool : .number
        let name = "of \"\(operation.rawValue)\""
        let first = converted(left, to: .number, "the left operand \(name)", places.left)
        let second = converted(right, to: .number, "the right operand \(name)", places.right)
        guard let first = first?.numberValue, let second = second?.numberValue else {
            return .unknown(resultType).marked(isSensitive)
        }
        do throws(HCLNumber.ArithmeticError) {
            return try operation.result(first, second).marked(isSensitive)
        } catch {
            report("Operation failed", "Error during operation: \(error).", at: places.whole)
            return .unknown(resultType)
        }
    }

    /// An operand as the operator wants it; `nil` after a report.
    mutating func converted(
        _ value: HCLValue, to type: HCLType, _ role: String, _ place: HCLExpression
    ) -> HCLValue? {
        do {
            let converted = try value.converted(to: type)
            guard !converted.isNull else {
                report("Operation failed", "Unsuitable value for \(role): it is null.", at: place)
                return nil
            }
            return converted
        } catch {
            report("Invalid operand", "Unsuitable value for \(role): \(error).", at: place)
            return nil
        }
    }
}

extension HCLBinaryOperator {
    var isLogical: Bool { self == .and || self == .or }

    var isComparison: Bool {
        switch self {
        case .less, .lessOrEqual, .greater, .greaterOrEqual: true
        default: false
        }
    }

    /// The result for numbers, of the operators that work on numbers.
    func result(_ left: HCLNumber, _ right: HCLNumber) throws(HCLNumber.ArithmeticError) -> HCLValue {
        switch self {
        case .add: .number(try left + right)
        case .subtract: .number(try left - right)
        case .multiply: .number(try left * right)
        case .divide: .number(try left / right)
        case .remainder: .number(try left % right)
        case .less: .bool(left < right)
        case .lessOrEqual: .bool(!(right < left))
        case .greater: .bool(right < left)
        case .greaterOrEqual: .bool(!(left < right))
        case .or, .and, .equal, .notEqual: .unknown(.bool)
        }
    }
}

extension HCLValue {
    /// Equality without any conversion; `nil` where an unknown part leaves it open.
    func equals(_ other: HCLValue) -> Bool? {
        if isUnknown || other.isUnknown { return nil }
        if isNull || other.isNull { return isNull && other.isNull }
        switch (data, other.data) {
        case (.elements(let left), .elements(let right)):
            guard haveSameShape(type, other.type), left.count == right.count else { return false }
            return allEqual(zip(left, right).map { $0.equals($1) })
        case (.attributes(let left), .attributes(let right)):
            guard haveSameShape(type, other.type), left.count == right.count else { return false }
            return allEqual(left.map { name, value in right[name].map { value.equals($0) } ?? false })
        default: return data == other.data
        }
    }

    /// A list never equals a tuple, nor a map an object; empty collections of other elements differ too.
    private func haveSameShape(_ left: HCLType, _ right: HCLType) -> Bool {
        switch (left, right) {
        case (.tuple, .tuple), (.object, .object): true
        default: left == right
        }
    }

    private func allEqual(_ results: [Bool?]) -> Bool? {
        if results.contains(false) { return false }
        return results.contains(nil) ? nil : true
    }
}
