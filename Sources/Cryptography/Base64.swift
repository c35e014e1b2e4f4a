/// Base64 in the standard alphabet with padding (RFC 4648).
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")
    /// The value of each symbol, `noValue` for other bytes.
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: noValue, count: 256)
        for (value, symbol) in alphabet.enumerated() { table[Int(symbol)] = UInt8(value) }
        return table
    }()
    private static let noValue: UInt8 = 0xFF

    package static func text(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for index in 0..<3 { bits = bits << 8 | (index < group.count ? UInt32(group[start + index]) : 0) }
            for index in 0..<4 {
                let value = Int(bits >> UInt32(18 - 6 * index) & 63)
                output.append(index <= group.count ? alphabet[value] : padding)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The bytes, line breaks being skipped; `nil` for other characters, wrong length or wrong padding.
    package static func bytes(_ text: String) -> [UInt8]? {
        var symbols = text.utf8.filter { $0 != 0x0A && $0 != 0x0D }
        guard symbols.count % 4 == 0 else { return nil }
        let padded = symbols.reversed().prefix { $0 == padding }.count
        guard padded <= 2 else { return nil }
        symbols.removeLast(padded)
        var output: [UInt8] = []
        output.reserveCapacity(symbols.count / 4 * 3 + 2)
        var bits: UInt32 = 0
        for (index, symbol) in symbols.enumerated() {
            let value = values[Int(symbol)]
            guard value != noValue else { return nil }
            bits = bits << 6 | UInt32(value)
            if index % 4 > 0 { output.append(UInt8(truncatingIfNeeded: bits >> UInt32(6 - index % 4 * 2))) }
        }
        return output
    }
}
