import Cryptography

/// The answer to a VNC server's challenge (RFC 6143, 7.2.2).
enum VNCAuthentication {
    /// The scheme looks at no more characters of a password than these.
    static let longestPassword = 8

    /// The challenge encrypted with the password, whose bytes have their bits in reverse order as a key.
    static func response(to challenge: [UInt8], password: String) -> [UInt8]? {
        var key = Array(password.utf8.prefix(longestPassword))
        key += Array(repeating: 0, count: longestPassword - key.count)
        return SingleDES.encrypt(challenge, key: key.map(reversingBits))
    }

    private static func reversingBits(_ byte: UInt8) -> UInt8 {
        (0..<8).reduce(0) { $0 | ((byte >> $1) & 1) << (7 - $1) }
    }
}
