extension HCLNumber {
    /// The sum, rounded to 512 binary digits where it needs more.
    public static func + (lhs: HCLNumber, rhs: HCLNumber) throws(ArithmeticError) -> HCLNumber {
        if let left = lhs.exactInt, let right = rhs.exactInt {
            let (sum, overflow) = left.addingReportingOverflow(right)
            if !overflow { return HCLNumber(sum) }
        }
        guard let left = lhs.binary else { return rhs }
        guard let right = rhs.binary else { return lhs }
        let (first, second, exponent) = BinaryFloat.aligned(left, right)
        if left.isNegative == right.isNegative {
            return try number(left.isNegative, first + second, exponent)
        }
        guard first != second else { return HCLNumber(0) }
        return first > second
            ? try number(left.isNegative, first - second, exponent)
            : try number(right.isNegative, second - first, exponent)
    }

    /// The difference, rounded as sums are.
    public static func - (lhs: HCLNumber, rhs: HCLNumber) throws(ArithmeticError) -> HCLNumber {
        try lhs + -rhs
    }

    /// The number with the other sign.
    public static prefix func - (operand: HCLNumber) -> HCLNumber {
        if let value = operand.exactInt, value != .min { return HCLNumber(-value) }
        return operand.binary?.negated.map { HCLNumber($0) } ?? HCLNumber(0)
    }

    /// The product, rounded as sums are.
    public static func * (lhs: HCLNumber, rhs: HCLNumber) throws(ArithmeticError) -> HCLNumber {
        if let left = lhs.exactInt, let right = rhs.exactInt {
            let (product, overflow) = left.multipliedReportingOverflow(by: right)
            if !overflow { return HCLNumber(product) }
        }
        guard let left = lhs.binary, let right = rhs.binary else { return HCLNumber(0) }
        return try number(
            left.isNegative != right.isNegative, left.mantissa * right.mantissa, left.exponent + right.exponent)
    }

    /// The quotient, rounded as sums are; `divisionByZero` where `rhs` is zero.
    public static func / (lhs: HCLNumber, rhs: HCLNumber) throws(ArithmeticError) -> HCLNumber {
        guard let divisor = rhs.binary else { throw .divisionByZero }
        guard let dividend = lhs.binary else { return HCLNumber(0) }
        let shift = max(0, BinaryFloat.precision + 2 + divisor.mantissa.bitWidth - dividend.mantissa.bitWidth)
        let (quotient, isExact) = (dividend.mantissa << shift).quotient(dividingBy: divisor.mantissa)
        return try number(
            dividend.isNegative != divisor.isNegative, quotient, dividend.exponent - divisor.exponent - shift,
            isExact: isExact)
    }

    /// The remainder of division toward zero: it has the sign of `lhs`.
    public static func % (lhs: HCLNumber, rhs: HCLNumber) throws(ArithmeticError) -> HCLNumber {
        if let left = lhs.exactInt, let right = rhs.exactInt, right != 0, right != -1 {
            return HCLNumber(left % right)
        }
        return try lhs - rhs * (lhs / rhs).truncated
    }

    /// The whole number next to this one in the direction of zero.
    public var truncated: HCLNumber {
        guard case .large(let value) = storage else { return self }
        return value.truncated.map { HCLNumber($0) } ?? HCLNumber(0)
    }

    /// The largest whole number that is not larger.
    public var floor: HCLNumber {
        guard !isWhole, isNegative else { return truncated }
        // A number with a fraction is so small that one less cannot leave the range.
        return (try? truncated - 1) ?? truncated
    }

    /// The smallest whole number that is not smaller.
    public var ceiling: HCLNumber {
        -(-self).floor
    }

    /// The number without its sign.
    public var magnitude: HCLNumber { isNegative ? -self : self }

    private static func number(
        _ isNegative: Bool, _ mantissa: Magnitude, _ exponent: Int, isExact: Bool = true
    ) throws(ArithmeticError) -> HCLNumber {
        guard
            let value = BinaryFloat(isNegative: isNegative, mantissa: mantissa, exponent: exponent, isExact: isExact)
        else { throw .outOfRange }
        return HCLNumber(value)
    }
}
