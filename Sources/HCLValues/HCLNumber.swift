/// A number of the configuration language: a binary floating-point number with 512 bits of mantissa.
///
/// Integers that fit into an `Int`, which is nearly all of them, are stored as such.
public struct HCLNumber: Hashable, Sendable {
    enum Storage: Hashable, Sendable {
        case small(Int)
        /// Whatever does not fit into an `Int`, so that every number has one form.
        case large(BinaryFloat)
    }

    let storage: Storage

    /// Why a calculation has no result.
    public enum ArithmeticError: Error, Hashable, Sendable, CustomStringConvertible {
        case divisionByZero
        /// Far beyond ten to the power of 9000, or as close to zero.
        case outOfRange

        public var description: String {
            switch self {
            case .divisionByZero: "division by zero"
            case .outOfRange: "the result is too large or too small to be represented"
            }
        }
    }

    /// The exact value.
    public init(_ value: Int) {
        storage = .small(value)
    }

    init(_ value: BinaryFloat) {
        storage = value.exactInt.map(Storage.small) ?? .large(value)
    }

    /// The exact value of a double; `nil` for infinities and what is no number.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        guard let magnitude = BinaryFloat(value) else {
            self.init(0)
            return
        }
        self.init(magnitude)
    }

    /// The number as an `Int`, if it is whole and fits.
    public var exactInt: Int? {
        if case .small(let value) = storage { value } else { nil }
    }

    /// The nearest double; infinite where the number is too large for one.
    public var double: Double {
        switch storage {
        case .small(let value): Double(value)
        case .large(let value): value.double
        }
    }

    /// Whether there is no fraction.
    public var isWhole: Bool {
        switch storage {
        case .small: true
        case .large(let value): value.isWhole
        }
    }

    /// Whether it is less than zero.
    public var isNegative: Bool {
        switch storage {
        case .small(let value): value < 0
        case .large(let value): value.isNegative
        }
    }

    /// `nil` for zero.
    var binary: BinaryFloat? {
        switch storage {
        case .small(let value): BinaryFloat(value)
        case .large(let value): value
        }
    }
}

extension HCLNumber: Comparable {
    /// Compares by exact value.
    public static func < (lhs: HCLNumber, rhs: HCLNumber) -> Bool {
        if let left = lhs.exactInt, let right = rhs.exactInt { return left < right }
        guard let left = lhs.binary else { return !rhs.isNegative }
        guard let right = rhs.binary else { return lhs.isNegative }
        return left < right
    }
}

extension HCLNumber: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int) {
        self.init(value)
    }
}

extension BinaryFloat {
    /// The exact value of a finite double; `nil` for zero.
    fileprivate init?(_ value: Double) {
        guard value != 0 else { return nil }
        let mantissa = Magnitude(value.significandBitPattern | (value.isNormal ? 1 << 52 : 0))
        let exponent = Int(max(value.exponentBitPattern, 1)) - 1075
        self.init(isNegative: value < 0, mantissa: mantissa, exponent: exponent)
    }
}
