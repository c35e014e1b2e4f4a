/// An address of IPv4 or IPv6 as a number.
struct NetworkAddress: Hashable, Sendable {
    var value: UInt128
    /// 32 or 128.
    var bits: Int

    init(value: UInt128, bits: Int) {
        self.value = value
        self.bits = bits
    }

    init?(_ text: some StringProtocol) {
        let words = text.contains(":") ? Self.sixWords(String(text)) : nil
        if let words {
            self.init(value: words.reduce(0) { $0 << 16 | UInt128($1) }, bits: 128)
        } else if let value = Self.four(String(text)) {
            self.init(value: UInt128(value), bits: 32)
        } else {
            return nil
        }
    }

    private static func four(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard part.allSatisfy({ $0.isASCII && $0.isNumber }), let byte = UInt8(part), part == String(byte) else {
                return nil
            }
            value = value << 8 | UInt32(byte)
        }
        return value
    }

    private static func sixWords(_ text: String) -> [UInt16]? {
        let halves = StringFunctions.split(text, by: "::")
        guard halves.count <= 2, let head = words(halves[0]) else { return nil }
        guard halves.count == 2 else { return head.count == 8 ? head : nil }
        guard let tail = words(halves[1]), head.count + tail.count < 8 else { return nil }
        return head + [UInt16](repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    private static func words(_ text: String) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var words: [UInt16] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            if part.contains(".") {
                guard let value = four(String(part)) else { return nil }
                words += [UInt16(value >> 16), UInt16(truncatingIfNeeded: value)]
            } else {
                guard (1...4).contains(part.count), let word = UInt16(part, radix: 16) else { return nil }
                words.append(word)
            }
        }
        return words
    }

    /// Dotted decimal, or the canonical form of RFC 5952.
    var text: String {
        if bits == 32 { return (0..<4).map { String(value >> UInt128(24 - 8 * $0) & 255) }.joined(separator: ".") }
        let words = (0..<8).map { UInt16(truncatingIfNeeded: value >> UInt128(112 - 16 * $0)) }
        let run = Self.longestZeroRun(words)
        let hex = { (range: Range<Int>) in words[range].map { String($0, radix: 16) }.joined(separator: ":") }
        guard run.count > 1 else { return hex(0..<8) }
        return hex(0..<run.lowerBound) + "::" + hex(run.upperBound..<8)
    }

    private static func longestZeroRun(_ words: [UInt16]) -> Range<Int> {
        var best = 0..<0
        var start = 0
        for (index, word) in words.enumerated() {
            if word != 0 {
                start = index + 1
            } else if index + 1 - start > best.count {
                best = start..<(index + 1)
            }
        }
        return best
    }
}

/// An address block in prefix notation: `10.0.0.0/8`.
struct NetworkPrefix: Hashable, Sendable {
    var address: NetworkAddress
    var length: Int

    init(address: NetworkAddress, length: Int) {
        self.address = address
        self.length = length
    }

    /// Bits behind the prefix are cleared.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = NetworkAddress(parts[0]), let length = Int(parts[1]),
            (0...address.bits).contains(length)
        else { return nil }
        self.address = address
        self.length = length
        self.address.value = (address.value >> UInt128(hostBits)) << UInt128(hostBits)
    }

    var hostBits: Int { address.bits - length }
    /// The last host number; all ones behind the prefix.
    var lastHost: UInt128 { hostBits == 128 ? .max : (UInt128(1) << UInt128(hostBits)) - 1 }
    var text: String { "\(address.text)/\(length)" }
}
