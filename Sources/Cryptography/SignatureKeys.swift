internal import CLibcrypto

/// A private key that signs, in any of the usual PEM forms (PKCS #8, PKCS #1, SEC 1).
package final class SigningKey: Sendable {
    private let key: SignatureKeyHandle

    /// Reads a private key.
    ///
    /// - Parameter passphrase: what protects the key; empty where nothing does.
    /// - Throws: `SignatureFailure` for what is no such key, or a key that is too weak.
    package init(pem: String, passphrase: String = "") throws(SignatureFailure) {
        let read = withKeySource(pem) { source in
            withPassphrase(passphrase) { PEM_read_bio_PrivateKey(source, nil, nil, $0) }
        }
        guard let read else { throw .unreadableKey(mayNeedPassphrase: pem.contains("ENCRYPTED")) }
        key = try SignatureKeyHandle(owning: read)
    }

    /// What verifies this key's signatures.
    package var verificationKey: VerificationKey { VerificationKey(key) }

    /// A signature with SHA-256, or of Ed25519's own kind: PKCS #1 v1.5 for RSA, ASN.1 for ECDSA.
    package func signature(of message: [UInt8]) throws(SignatureFailure) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw .noSignature }
        defer { EVP_MD_CTX_free(context) }
        var count = 0
        guard EVP_DigestSignInit(context, nil, key.digest, nil, key.pointer) == 1,
            EVP_DigestSign(context, nil, &count, message, message.count) == 1
        else {
            ERR_clear_error()
            throw .noSignature
        }
        var signature = [UInt8](repeating: 0, count: count)
        guard EVP_DigestSign(context, &signature, &count, message, message.count) == 1 else {
            ERR_clear_error()
            throw .noSignature
        }
        return Array(signature.prefix(count))
    }
}

/// A public key that checks signatures.
package final class VerificationKey: Sendable {
    private let key: SignatureKeyHandle

    fileprivate init(_ key: SignatureKeyHandle) {
        self.key = key
    }

    /// Reads a public key, the public key of a certificate, or that of a private key without passphrase.
    package init(pem: String) throws(SignatureFailure) {
        let read =
            withKeySource(pem) { source in withPassphrase("") { PEM_read_bio_PUBKEY(source, nil, nil, $0) } }
            ?? withKeySource(pem) { source in
                guard let certificate = withPassphrase("", { PEM_read_bio_X509(source, nil, nil, $0) }) else {
                    return nil
                }
                defer { X509_free(certificate) }
                return X509_get_pubkey(certificate)
            }
        if let read {
            key = try SignatureKeyHandle(owning: read)
        } else {
            key = try SigningKey(pem: pem).verificationKey.key
        }
    }

    /// Whether the signature is the key's for this message.
    package func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard let context = EVP_MD_CTX_new() else { return false }
        defer {
            EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        return EVP_DigestVerifyInit(context, nil, key.digest, nil, key.pointer) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    /// The key as `SubjectPublicKeyInfo` in PEM, with a line feed at its end.
    package var pem: String {
        guard let target = BIO_new(BIO_s_mem()) else { return "" }
        defer { BIO_free(target) }
        guard PEM_write_bio_PUBKEY(target, key.pointer) == 1 else { return "" }
        // The largest RSA keys that OpenSSL reads have 16384 bits.
        var bytes = [UInt8](repeating: 0, count: 1 << 14)
        let count = BIO_read(target, &bytes, Int32(bytes.count))
        return String(decoding: bytes.prefix(max(0, Int(count))), as: UTF8.self)
    }

    /// `RSA 3072`, `ECDSA 256`, `Ed25519`.
    package var kind: String { key.kind }
}

/// Why there is no key or signature; never holds any of the key.
package enum SignatureFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadableKey(mayNeedPassphrase: Bool)
    case unsuitableKey(kind: String)
    case noSignature

    package var description: String {
        switch self {
        case .unreadableKey(true): "it is protected by a passphrase, and none or a wrong one was given"
        case .unreadableKey(false): "it holds no key in PEM form"
        case .unsuitableKey(let kind):
            "a key of the kind \(kind) does not sign here: RSA from 2048 bits, ECDSA from 256 bits and Ed25519 do"
        case .noSignature: "OpenSSL makes no signature with this key"
        }
    }
}

/// A key of OpenSSL's.
private final class SignatureKeyHandle: Sendable {
    // An EVP_PKEY that nobody changes may be used by several threads (openssl-threads(7)); it lives as long as this.
    nonisolated(unsafe) let pointer: OpaquePointer
    let kind: String

    /// Takes the key over, also where it is refused.
    init(owning pointer: OpaquePointer) throws(SignatureFailure) {
        self.pointer = pointer
        let bits = Int(EVP_PKEY_get_bits(pointer))
        let isStrong: Bool
        switch EVP_PKEY_get_base_id(pointer) {
        case EVP_PKEY_RSA: (kind, isStrong) = ("RSA \(bits)", bits >= 2048)
        case EVP_PKEY_EC: (kind, isStrong) = ("ECDSA \(bits)", bits >= 256)
        case EVP_PKEY_ED25519: (kind, isStrong) = ("Ed25519", true)
        default: (kind, isStrong) = ("unknown", false)
        }
        // Its end frees the key, because the value is whole by now.
        guard isStrong else { throw .unsuitableKey(kind: kind) }
    }

    deinit {
        EVP_PKEY_free(pointer)
    }

    /// Ed25519 hashes by itself.
    var digest: OpaquePointer? {
        EVP_PKEY_get_base_id(pointer) == EVP_PKEY_ED25519 ? nil : EVP_sha256()
    }
}

/// Gives a text to OpenSSL to read from.
private func withKeySource(_ text: String, _ body: (OpaquePointer) -> OpaquePointer?) -> OpaquePointer? {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBytes { buffer in
        guard let source = BIO_new_mem_buf(buffer.baseAddress, Int32(clamping: buffer.count)) else { return nil }
        defer {
            BIO_free(source)
            ERR_clear_error()
        }
        return body(source)
    }
}

/// A passphrase as OpenSSL takes it; without one, even an empty one, it would ask at the terminal.
private func withPassphrase(_ text: String, _ body: (UnsafeMutableRawPointer?) -> OpaquePointer?) -> OpaquePointer? {
    var words = Array(text.utf8CString)
    return words.withUnsafeMutableBytes { body($0.baseAddress) }
}
