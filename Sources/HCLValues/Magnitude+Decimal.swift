extension Magnitude {
    /// Nineteen digits are the most that fit into a limb.
    private static let digitsPerLimb = 19
    private static let limbBase: UInt64 = 10_000_000_000_000_000_000

    /// The number that ASCII digits write.
    init(digits: some Collection<UInt8>) {
        self.init(0)
        var rest = digits[...]
        while !rest.isEmpty {
            let chunk = rest.prefix(Self.digitsPerLimb)
            rest = rest.dropFirst(Self.digitsPerLimb)
            var factor: UInt64 = 1
            var value: UInt64 = 0
            for digit in chunk {
                factor *= 10
                value = value * 10 + UInt64(digit &- UInt8(ascii: "0"))
            }
            self = self * Magnitude(factor) + Magnitude(value)
        }
    }

    /// The decimal digits as ASCII, without leading zeros; `0` for zero.
    var digits: [UInt8] {
        var rest = self
        var text: [UInt8] = []
        while !rest.isZero {
            var chunk = rest.divideByLimbBase()
            for _ in 0..<Self.digitsPerLimb {
                text.append(UInt8(ascii: "0") + UInt8(chunk % 10))
                chunk /= 10
            }
        }
        while text.last == UInt8(ascii: "0") { text.removeLast() }
        return text.isEmpty ? [UInt8(ascii: "0")] : text.reversed()
    }

    /// Divides in place and returns the remainder.
    private mutating func divideByLimbBase() -> UInt64 {
        var remainder: UInt64 = 0
        var quotient = limbs
        for index in quotient.indices.reversed() {
            let step = Self.limbBase.dividingFullWidth((remainder, quotient[index]))
            quotient[index] = step.quotient
            remainder = step.remainder
        }
        self = Magnitude(limbs: quotient)
        return remainder
    }

    static func power(of base: UInt64, _ exponent: Int) -> Magnitude {
        var result = Magnitude(1)
        var square = Magnitude(base)
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result = result * square }
            rest >>= 1
            if rest > 0 { square = square * square }
        }
        return result
    }
}
