/// A finite binary floating-point number of up to 512 bits of mantissa, not zero, in its one normal form.
struct BinaryFloat: Hashable, Sendable {
    /// Bits of mantissa, as the language's other implementations have them.
    static let precision = 512
    /// The place of the highest bit stays within this many bits around the point: every number that is accepted
    /// can be written out in some ten thousand digits.
    static let exponentLimit = 1 << 15

    let isNegative: Bool
    /// Odd.
    let mantissa: Magnitude
    /// The power of two that the mantissa is multiplied with.
    let exponent: Int

    /// Rounds to the nearest number that can be represented, to even in the middle.
    ///
    /// - Parameter isExact: whether `mantissa` is all there is; otherwise something less than its last bit is missing.
    /// - Returns: `nil` if the magnitude is zero or out of range.
    init?(isNegative: Bool, mantissa: Magnitude, exponent: Int, isExact: Bool = true) {
        var mantissa = mantissa
        var exponent = exponent
        let surplus = mantissa.bitWidth - Self.precision
        if surplus > 0 {
            let half = mantissa.bit(surplus - 1)
            let isMiddle = half && isExact && mantissa.trailingZeroBits == surplus - 1
            mantissa = mantissa >> surplus
            exponent += surplus
            if half, !isMiddle || mantissa.isOdd { mantissa = mantissa + Magnitude(1) }
        }
        let zeros = mantissa.trailingZeroBits
        self.isNegative = isNegative
        self.mantissa = mantissa >> zeros
        self.exponent = exponent + zeros
        guard !mantissa.isZero, abs(topBit) <= Self.exponentLimit else { return nil }
    }

    init?(_ value: Int) {
        self.init(isNegative: value < 0, mantissa: Magnitude(UInt64(value.magnitude)), exponent: 0)
    }

    /// The place of the highest bit: the magnitude is less than two to this power.
    var topBit: Int { mantissa.bitWidth + exponent }
    var isWhole: Bool { exponent >= 0 }

    /// The value as an `Int`, if it is one.
    var exactInt: Int? {
        guard isWhole, topBit <= 64, let word = (mantissa << exponent).word else { return nil }
        return isNegative ? Int(exactly: -Int128(word)) : Int(exactly: word)
    }

    /// The part before the point.
    var truncated: BinaryFloat? {
        guard !isWhole else { return self }
        return BinaryFloat(isNegative: isNegative, mantissa: mantissa >> -exponent, exponent: 0)
    }

    var negated: BinaryFloat? {
        BinaryFloat(isNegative: !isNegative, mantissa: mantissa, exponent: exponent)
    }

    /// The nearest double; infinite where it is too large for one.
    var double: Double {
        let surplus = max(0, mantissa.bitWidth - 64)
        var top = (mantissa >> surplus).word ?? 0
        if surplus > mantissa.trailingZeroBits { top |= 1 }
        let scaled = Double(sign: .plus, exponent: max(-2000, min(2000, exponent + surplus)), significand: Double(top))
        return isNegative ? -scaled : scaled
    }
}

extension BinaryFloat: Comparable {
    static func < (lhs: BinaryFloat, rhs: BinaryFloat) -> Bool {
        guard lhs.isNegative == rhs.isNegative else { return lhs.isNegative }
        return lhs.isNegative ? isSmaller(rhs, lhs) : isSmaller(lhs, rhs)
    }

    private static func isSmaller(_ lhs: BinaryFloat, _ rhs: BinaryFloat) -> Bool {
        guard lhs.topBit == rhs.topBit else { return lhs.topBit < rhs.topBit }
        let (left, right, _) = aligned(lhs, rhs)
        return left < right
    }

    /// Both mantissas for the same exponent.
    static func aligned(_ lhs: BinaryFloat, _ rhs: BinaryFloat) -> (Magnitude, Magnitude, exponent: Int) {
        let exponent = min(lhs.exponent, rhs.exponent)
        return (lhs.mantissa << (lhs.exponent - exponent), rhs.mantissa << (rhs.exponent - exponent), exponent)
    }
}
