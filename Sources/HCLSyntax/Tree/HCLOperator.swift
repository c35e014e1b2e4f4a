/// Operators before one operand.
public enum HCLUnaryOperator: String, Sendable {
    case negate = "-"
    case not = "!"
}

/// Operators between two operands.
public enum HCLBinaryOperator: String, Sendable {
    case or = "||"
    case and = "&&"
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"

    /// Higher binds tighter.
    var precedence: Int {
        switch self {
        case .or: 1
        case .and: 2
        case .equal, .notEqual: 3
        case .less, .lessOrEqual, .greater, .greaterOrEqual: 4
        case .add, .subtract: 5
        case .multiply, .divide, .remainder: 6
        }
    }

    init?(_ kind: HCLToken.Kind) {
        switch kind {
        case .or: self = .or
        case .and: self = .and
        case .equal: self = .equal
        case .notEqual: self = .notEqual
        case .less: self = .less
        case .lessOrEqual: self = .lessOrEqual
        case .greater: self = .greater
        case .greaterOrEqual: self = .greaterOrEqual
        case .plus: self = .add
        case .minus: self = .subtract
        case .star: self = .multiply
        case .slash: self = .divide
        case .percent: self = .remainder
        default: return nil
        }
    }
}

/// An operator and its right operand.
public struct HCLOperationStep: Sendable {
    /// What is done with all that stands before and `operand`.
    public var operation: HCLBinaryOperator
    /// The right side.
    public var operand: HCLExpression

    /// A step of a chain of operators.
    public init(_ operation: HCLBinaryOperator, _ operand: HCLExpression) {
        self.operation = operation
        self.operand = operand
    }
}
