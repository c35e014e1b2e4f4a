internal import Cryptography

/// The keys and proofs of NTLM version 2 (MS-NLMP, section 3.3.2).
package enum NTLMKeys {
    /// What stands for the password: NTOWFv2.
    package static func passwordKey(user: String, domain: String, password: String) throws -> [UInt8] {
        try HMAC.code(
            for: utf16(user.uppercased() + domain), key: MD4.hash(utf16(password)), .md5)
    }

    /// What proves the knowledge of the password to a server that sent `challenge`: NTProofStr.
    ///
    /// - Parameter blob: the rest of the response, which the proof covers.
    package static func proof(passwordKey: [UInt8], challenge: [UInt8], blob: [UInt8]) throws -> [UInt8] {
        try HMAC.code(for: challenge + blob, key: passwordKey, .md5)
    }

    /// The key of a login, from which the exported one is sent encrypted: SessionBaseKey.
    package static func baseKey(passwordKey: [UInt8], proof: [UInt8]) throws -> [UInt8] {
        try HMAC.code(for: proof, key: passwordKey, .md5)
    }

    /// One of the four keys that protect messages, for keys of 128 bits.
    static func derived(_ exported: [UInt8], _ side: NTLMSide, _ purpose: String) throws -> [UInt8] {
        let text = "session key to \(side.rawValue) \(purpose) key magic constant\0"
        return try Digest.hash(exported + Array(text.utf8), .md5)
    }

    /// Text as Windows writes it.
    package static func utf16(_ text: String) -> [UInt8] {
        text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    }
}

/// Which way messages go, in the words that keys are derived from.
package enum NTLMSide: String, Sendable {
    case clientToServer = "client-to-server"
    case serverToClient = "server-to-client"

    var other: NTLMSide { self == .clientToServer ? .serverToClient : .clientToServer }
}
