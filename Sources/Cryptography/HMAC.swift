/// Message authentication with a shared key (RFC 2104).
package enum HMAC {
    /// The code for a message.
    package static func code(for message: [UInt8], key: [UInt8], _ algorithm: DigestAlgorithm) throws(DigestUnavailable)
        -> [UInt8]
    {
        let blockSize = algorithm == .sha384 || algorithm == .sha512 ? 128 : 64
        var block = key.count > blockSize ? try Digest.hash(key, algorithm) : key
        block += [UInt8](repeating: 0, count: blockSize - block.count)
        let inner = try Digest.hash(block.map { $0 ^ 0x36 } + message, algorithm)
        return try Digest.hash(block.map { $0 ^ 0x5C } + inner, algorithm)
    }
}
