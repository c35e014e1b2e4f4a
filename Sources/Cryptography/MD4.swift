/// MD4 (RFC 1320), for NTLM, which derives its keys from it; never for anything of our own.
///
/// OpenSSL 3 keeps it in a provider that is not loaded.
package enum MD4 {
    /// The 16 bytes of the hash.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
        let padded = padded(bytes)
        for start in stride(from: 0, to: padded.count, by: 64) {
            let words = (0..<16).map { word(padded, at: start + $0 * 4) }
            mix(&state, words)
        }
        return state.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) } }
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] {
        let zeros = (119 - bytes.count % 64) % 64
        let bitCount = UInt64(bytes.count) * 8
        return bytes + [0x80] + [UInt8](repeating: 0, count: zeros)
            + (0..<8).map { UInt8(truncatingIfNeeded: bitCount >> UInt64(8 * $0)) }
    }

    private static func word(_ bytes: [UInt8], at index: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[index + $1]) << UInt32(8 * $1) }
    }

    /// The three rounds: the order of the words, the shifts, the constant and the function of each.
    private static func mix(_ state: inout [UInt32], _ words: [UInt32]) {
        let before = state
        let orders = [
            Array(0..<16), [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
            [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
        ]
        let shifts: [[UInt32]] = [[3, 7, 11, 19], [3, 5, 9, 13], [3, 9, 11, 15]]
        let constants: [UInt32] = [0, 0x5A82_7999, 0x6ED9_EBA1]
        for round in 0..<3 {
            for (step, index) in orders[round].enumerated() {
                let (b, c, d) = (state[1], state[2], state[3])
                let mixed = round == 0 ? b & c | ~b & d : round == 1 ? b & c | b & d | c & d : b ^ c ^ d
                let sum = state[0] &+ mixed &+ words[index] &+ constants[round]
                let shift = shifts[round][step % 4]
                state = [d, sum << shift | sum >> (32 - shift), b, c]
            }
        }
        for index in 0..<4 { state[index] &+= before[index] }
    }
}
