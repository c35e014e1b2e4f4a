package import BuildEvents
internal import CLibssh

/// A key pair, for machines that are to be reached with a key of their own.
package struct SSHKeyPair: Sendable {
    package enum KeyType: String, Sendable, CaseIterable {
        case ed25519
        case ecdsa
        case rsa
    }

    /// The line for `authorized_keys`, without an end of line.
    package var publicLine: String
    /// PKCS #8 or OpenSSH text.
    package var privateText: Secret<String>

    /// Makes a pair; blocks for seconds with RSA, so call it where blocking is allowed.
    ///
    /// - Parameters:
    ///   - bits: 256, 384 or 521 for ECDSA; 1024 to 16384 for RSA; without meaning for Ed25519.
    ///   - comment: the end of the public line.
    /// - Throws: `SSHError` of kind `badKey`.
    package static func generate(type: KeyType, bits: Int? = nil, comment: String) throws -> SSHKeyPair {
        var key: ssh_key?
        let (kind, parameter) = try parameters(type: type, bits: bits)
        guard ssh_pki_generate(kind, parameter, &key) == SSH_OK, let key else {
            throw SSHError(.badKey, "the SSH library could not generate an \(type.rawValue) key")
        }
        defer { ssh_key_free(key) }
        return SSHKeyPair(
            publicLine: try publicLine(of: key, comment: comment), privateText: Secret(try privateText(of: key)))
    }

    /// The line for `authorized_keys` of a private key; checks on the way that the key can be used.
    ///
    /// - Throws: `SSHError` of kind `badKey`.
    package static func publicLine(of key: SSHPrivateKey, comment: String) throws -> String {
        let loaded = try LoadedKey(key)
        return try withExtendedLifetime(loaded) { try publicLine(of: loaded.handle, comment: comment) }
    }

    private static func parameters(type: KeyType, bits: Int?) throws -> (ssh_keytypes_e, Int32) {
        switch type {
        case .ed25519:
            return (SSH_KEYTYPE_ED25519, 0)
        case .ecdsa:
            let bits = bits ?? 521
            guard [256, 384, 521].contains(bits) else {
                throw SSHError(.badKey, "an ecdsa key has 256, 384 or 521 bits, not \(bits)")
            }
            return (SSH_KEYTYPE_ECDSA, Int32(bits))
        case .rsa:
            let bits = bits ?? 4096
            guard (1024...16384).contains(bits) else {
                throw SSHError(.badKey, "an rsa key has 1024 to 16384 bits, not \(bits)")
            }
            return (SSH_KEYTYPE_RSA, Int32(bits))
        }
    }

    private static func publicLine(of key: ssh_key, comment: String) throws -> String {
        var half: ssh_key?
        guard ssh_pki_export_privkey_to_pubkey(key, &half) == SSH_OK, let half else {
            throw SSHError(.badKey, "the key has no public half")
        }
        defer { ssh_key_free(half) }
        var encoded: UnsafeMutablePointer<CChar>?
        guard ssh_pki_export_pubkey_base64(half, &encoded) == SSH_OK, let encoded,
            let kind = ssh_key_type_to_char(ssh_key_type(key))
        else { throw SSHError(.badKey, "the public half of the key cannot be written") }
        defer { ssh_string_free_char(encoded) }
        // The type's name alone does not tell the curve.
        let curve = ssh_pki_key_ecdsa_name(key).map { String(cString: $0) }
        let name = curve.flatMap { $0.hasPrefix("ecdsa-") ? $0 : nil } ?? String(cString: kind)
        return "\(name) \(String(cString: encoded)) \(comment)"
    }

    private static func privateText(of key: ssh_key) throws -> String {
        var text: UnsafeMutablePointer<CChar>?
        guard ssh_pki_export_privkey_base64(key, nil, nil, nil, &text) == SSH_OK, let text else {
            throw SSHError(.badKey, "the private half of the key cannot be written")
        }
        defer { ssh_string_free_char(text) }
        return String(cString: text)
    }
}
