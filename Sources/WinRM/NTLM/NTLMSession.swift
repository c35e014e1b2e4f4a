internal import Cryptography

/// Protects the messages of one NTLM login: encrypts and signs what goes out, checks what comes in.
///
/// With extended session security, keys of 128 bits and key exchange (MS-NLMP, sections 3.4.3 and 3.4.4).
package struct NTLMSession: Sendable {
    /// Bytes of a signature.
    package static let signatureSize = 16

    private struct Direction {
        var cipher: RC4
        let signingKey: [UInt8]
        var sequence: UInt32 = 0

        init(_ exported: [UInt8], _ side: NTLMSide) throws {
            cipher = RC4(key: try NTLMKeys.derived(exported, side, "sealing"))
            signingKey = try NTLMKeys.derived(exported, side, "signing")
        }

        /// Signs a message; the cipher has gone over it already.
        mutating func signature(_ message: [UInt8]) throws -> [UInt8] {
            let number = littleEndian(sequence)
            sequence &+= 1
            let code = try HMAC.code(for: number + message, key: signingKey, .md5)
            return [1, 0, 0, 0] + cipher.apply(code.prefix(8)) + number
        }
    }

    private var outgoing: Direction
    private var incoming: Direction

    /// - Parameters:
    ///   - exportedKey: 16 bytes that both sides know after the login.
    ///   - side: which way this side's messages go.
    package init(exportedKey: [UInt8], side: NTLMSide) throws {
        outgoing = try Direction(exportedKey, side)
        incoming = try Direction(exportedKey, side.other)
    }

    /// Encrypts a message.
    package mutating func seal(_ message: [UInt8]) throws -> (signature: [UInt8], sealed: [UInt8]) {
        let sealed = outgoing.cipher.apply(message)
        return (try outgoing.signature(message), sealed)
    }

    /// Decrypts a message.
    ///
    /// - Returns: `nil` if the signature is not that of the other side.
    package mutating func unseal(_ sealed: [UInt8], signature: [UInt8]) throws -> [UInt8]? {
        let message = incoming.cipher.apply(sealed)
        return try incoming.signature(message) == signature ? message : nil
    }
}

/// The four bytes of a number, the lowest first.
func littleEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
}
