extension BinaryFloat {
    /// The number nearest to `digits` times ten to the power of `exponent`; `nil` for zero and out of range.
    init?(isNegative: Bool, digits: Magnitude, decimalExponent: Int) {
        if decimalExponent >= 0 {
            self.init(
                isNegative: isNegative, mantissa: digits * .power(of: 5, decimalExponent), exponent: decimalExponent)
            return
        }
        let divisor = Magnitude.power(of: 5, -decimalExponent)
        // Two bits more than the precision: one for rounding, one because the quotient's width varies by one.
        let shift = max(0, Self.precision + 2 + divisor.bitWidth - digits.bitWidth)
        let (quotient, isExact) = (digits << shift).quotient(dividingBy: divisor)
        self.init(isNegative: isNegative, mantissa: quotient, exponent: decimalExponent - shift, isExact: isExact)
    }

    /// The shortest decimal digits that read back as this number, and the power of ten of the last one.
    ///
    /// Walks the exact digits until they leave both neighbours behind (Steele and White's idea).
    var shortestDecimal: (digits: [UInt8], exponent: Int) {
        // In units of half the distance to the neighbours.
        let shift = Self.precision - mantissa.bitWidth + 1
        let middle = mantissa << shift
        let unit = exponent - shift
        let isEven = mantissa.bitWidth < Self.precision
        let upper = Self.scaled(middle + Magnitude(1), by: unit)
        let exact = Self.padded(Self.scaled(middle, by: unit), to: upper.count)
        let lower = Self.padded(Self.scaled(middle - Magnitude(1), by: unit), to: upper.count)
        let digits = Self.shortest(exact, between: lower, and: upper, isInclusive: isEven)
        let dropped = exact.count - digits.count
        return Self.normalized(digits, exponent: min(0, unit) + dropped)
    }

    /// The digits of the value in units of ten to the power of the negative exponent, or of one.
    private static func scaled(_ value: Magnitude, by exponent: Int) -> [UInt8] {
        (exponent >= 0 ? value << exponent : value * .power(of: 5, -exponent)).digits
    }

    private static func padded(_ digits: [UInt8], to count: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(ascii: "0"), count: count - digits.count) + digits
    }

    private static func shortest(
        _ exact: [UInt8], between lower: [UInt8], and upper: [UInt8], isInclusive: Bool
    ) -> [UInt8] {
        let lowerEnd = (lower.lastIndex { $0 != UInt8(ascii: "0") } ?? -1) + 1
        let upperEnd = (upper.lastIndex { $0 != UInt8(ascii: "0") } ?? -1) + 1
        for (index, digit) in exact.enumerated() {
            let canRoundDown = lower[index] != digit || isInclusive && index + 1 >= lowerEnd
            let canRoundUp =
                digit != upper[index] && (isInclusive || digit + 1 < upper[index] || index + 1 < upperEnd)
            guard canRoundDown || canRoundUp else { continue }
            let kept = Array(exact[...index])
            let roundsUp = canRoundUp && (!canRoundDown || isAboveHalf(exact[(index + 1)...], after: digit))
            return roundsUp ? incremented(kept) : kept
        }
        return exact
    }

    private static func isAboveHalf(_ rest: ArraySlice<UInt8>, after digit: UInt8) -> Bool {
        guard let first = rest.first else { return false }
        guard first == UInt8(ascii: "5") else { return first > UInt8(ascii: "5") }
        return rest.dropFirst().contains { $0 != UInt8(ascii: "0") } || digit % 2 == 1
    }

    private static func incremented(_ digits: [UInt8]) -> [UInt8] {
        var digits = digits
        for index in digits.indices.reversed() {
            guard digits[index] == UInt8(ascii: "9") else {
                digits[index] += 1
                return digits
            }
            digits[index] = UInt8(ascii: "0")
        }
        return [UInt8(ascii: "1")] + digits
    }

    private static func normalized(_ digits: [UInt8], exponent: Int) -> (digits: [UInt8], exponent: Int) {
        let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
        let trailing = digits.reversed().prefix { $0 == UInt8(ascii: "0") }.count
        guard leading + trailing < digits.count else { return ([UInt8(ascii: "0")], 0) }
        return (Array(digits[leading..<digits.count - trailing]), exponent + trailing)
    }
}
