/// A natural number of any size, enough arithmetic for `HCLNumber`.
struct Magnitude: Hashable, Sendable {
    /// Least significant first, without zeros at the end; empty for zero.
    private(set) var limbs: [UInt64]

    init(_ value: UInt64) {
        limbs = value == 0 ? [] : [value]
    }

    init(limbs: [UInt64]) {
        self.limbs = limbs
        trim()
    }

    var isZero: Bool { limbs.isEmpty }
    var isOdd: Bool { (limbs.first ?? 0) & 1 == 1 }

    /// Number of bits up to the highest one set.
    var bitWidth: Int {
        guard let top = limbs.last else { return 0 }
        return limbs.count * 64 - top.leadingZeroBitCount
    }

    var trailingZeroBits: Int {
        guard let index = limbs.firstIndex(where: { $0 != 0 }) else { return 0 }
        return index * 64 + limbs[index].trailingZeroBitCount
    }

    /// The number, if it has no more than 64 bits.
    var word: UInt64? {
        switch limbs.count {
        case 0: 0
        case 1: limbs[0]
        default: nil
        }
    }

    func bit(_ position: Int) -> Bool {
        let index = position / 64
        return index < limbs.count && limbs[index] >> UInt64(position % 64) & 1 == 1
    }

    private mutating func trim() {
        while limbs.last == 0 { limbs.removeLast() }
    }
}

extension Magnitude: Comparable {
    static func < (lhs: Magnitude, rhs: Magnitude) -> Bool {
        guard lhs.limbs.count == rhs.limbs.count else { return lhs.limbs.count < rhs.limbs.count }
        for index in lhs.limbs.indices.reversed() where lhs.limbs[index] != rhs.limbs[index] {
            return lhs.limbs[index] < rhs.limbs[index]
        }
        return false
    }
}

extension Magnitude {
    static func + (lhs: Magnitude, rhs: Magnitude) -> Magnitude {
        var sum: [UInt64] = []
        sum.reserveCapacity(max(lhs.limbs.count, rhs.limbs.count) + 1)
        var carry: UInt64 = 0
        for index in 0..<max(lhs.limbs.count, rhs.limbs.count) {
            let left = index < lhs.limbs.count ? lhs.limbs[index] : 0
            let right = index < rhs.limbs.count ? rhs.limbs[index] : 0
            let (partial, first) = left.addingReportingOverflow(right)
            let (total, second) = partial.addingReportingOverflow(carry)
            sum.append(total)
            carry = first || second ? 1 : 0
        }
        sum.append(carry)
        return Magnitude(limbs: sum)
    }

    /// The difference, `rhs` not being the larger one.
    static func - (lhs: Magnitude, rhs: Magnitude) -> Magnitude {
        var difference = lhs
        difference.subtract(rhs)
        return difference
    }

    private mutating func subtract(_ other: Magnitude) {
        var borrow: UInt64 = 0
        for index in limbs.indices {
            let right = index < other.limbs.count ? other.limbs[index] : 0
            if right == 0, borrow == 0, index >= other.limbs.count { break }
            let (partial, first) = limbs[index].subtractingReportingOverflow(right)
            let (total, second) = partial.subtractingReportingOverflow(borrow)
            limbs[index] = total
            borrow = first || second ? 1 : 0
        }
        trim()
    }

    static func * (lhs: Magnitude, rhs: Magnitude) -> Magnitude {
        var product = [UInt64](repeating: 0, count: lhs.limbs.count + rhs.limbs.count)
        for (i, left) in lhs.limbs.enumerated() {
            var carry: UInt64 = 0
            for (j, right) in rhs.limbs.enumerated() {
                let (high, low) = left.multipliedFullWidth(by: right)
                let (partial, first) = low.addingReportingOverflow(product[i + j])
                let (total, second) = partial.addingReportingOverflow(carry)
                product[i + j] = total
                carry = high &+ (first ? 1 : 0) &+ (second ? 1 : 0)
            }
            product[i + rhs.limbs.count] = carry
        }
        return Magnitude(limbs: product)
    }

    static func << (lhs: Magnitude, bits: Int) -> Magnitude {
        guard !lhs.isZero, bits > 0 else { return lhs }
        let shift = UInt64(bits % 64)
        var shifted = [UInt64](repeating: 0, count: bits / 64)
        var carry: UInt64 = 0
        for limb in lhs.limbs {
            shifted.append(limb << shift | carry)
            carry = shift == 0 ? 0 : limb >> (64 - shift)
        }
        shifted.append(carry)
        return Magnitude(limbs: shifted)
    }

    static func >> (lhs: Magnitude, bits: Int) -> Magnitude {
        guard bits > 0 else { return lhs }
        let skipped = bits / 64
        guard skipped < lhs.limbs.count else { return Magnitude(0) }
        let shift = UInt64(bits % 64)
        var shifted = Array(lhs.limbs[skipped...])
        if shift > 0 {
            for index in shifted.indices {
                let above = index + 1 < shifted.count ? shifted[index + 1] << (64 - shift) : 0
                shifted[index] = shifted[index] >> shift | above
            }
        }
        return Magnitude(limbs: shifted)
    }

    /// The quotient and whether something remains; bit by bit, so meant for quotients of some hundred bits.
    func quotient(dividingBy divisor: Magnitude) -> (quotient: Magnitude, isExact: Bool) {
        let quotientBits = max(0, bitWidth - divisor.bitWidth + 1)
        var remainder = self >> quotientBits
        var quotient = [UInt64](repeating: 0, count: quotientBits / 64 + 1)
        for position in (0..<quotientBits).reversed() {
            remainder.shiftIn(bit(position))
            if remainder >= divisor {
                remainder.subtract(divisor)
                quotient[position / 64] |= 1 << UInt64(position % 64)
            }
        }
        return (Magnitude(limbs: quotient), remainder.isZero)
    }

    private mutating func shiftIn(_ bit: Bool) {
        var carry: UInt64 = bit ? 1 : 0
        for index in limbs.indices {
            let top = limbs[index] >> 63
            limbs[index] = limbs[index] << 1 | carry
            carry = top
        }
        if carry != 0 { limbs.append(carry) }
    }
}
