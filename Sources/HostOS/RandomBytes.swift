internal import CHostShims

/// Random bytes from the kernel, good for keys.
package enum RandomBytes {
    /// Bytes of getrandom(2), fit for keys.
    package static func bytes(count: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: count)
        let code = result.withUnsafeMutableBytes { ingot_random($0.baseAddress, $0.count) }
        // getrandom(2) fails only on a kernel older than 3.17: going on without randomness would be worse.
        precondition(code == 0, "the kernel gives no random bytes: \(HostError.reason(of: -code))")
        return result
    }

    /// Twice as many lower-case hexadecimal digits as bytes.
    package static func hex(count: Int) -> String {
        bytes(count: count).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
