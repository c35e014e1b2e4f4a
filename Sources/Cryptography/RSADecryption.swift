internal import CLibcrypto

/// Decryption with an RSA key in PKCS #1 v1.5 padding (RFC 8017, 7.2).
package enum RSADecryption {
    /// Why there is no plain text.
    package enum Failure: Error, Hashable, Sendable {
        /// The text holds no private RSA key, or one that a passphrase protects.
        case badKey
        /// The data was not encrypted for this key.
        case badData
    }

    /// The plain bytes of what was encrypted for the key.
    package static func decrypt(_ bytes: [UInt8], privateKey pem: String) throws(Failure) -> [UInt8] {
        guard let key = privateKey(pem) else { throw .badKey }
        defer { EVP_PKEY_free(key) }
        guard EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA, let context = EVP_PKEY_CTX_new(key, nil) else { throw .badKey }
        defer { EVP_PKEY_CTX_free(context) }
        // 1 is RSA_PKCS1_PADDING.
        guard EVP_PKEY_decrypt_init(context) == 1, EVP_PKEY_CTX_set_rsa_padding(context, 1) == 1 else { throw .badKey }
        let modulus = Int(EVP_PKEY_get_size(key))
        guard !bytes.isEmpty, bytes.count <= modulus else { throw .badData }
        var output = [UInt8](repeating: 0, count: modulus)
        var count = output.count
        guard EVP_PKEY_decrypt(context, &output, &count, bytes, bytes.count) == 1 else {
            ERR_clear_error()
            throw .badData
        }
        return Array(output[..<count])
    }

    private static func privateKey(_ pem: String) -> OpaquePointer? {
        let bytes = Array(pem.utf8)
        return bytes.withUnsafeBytes { buffer in
            guard let source = BIO_new_mem_buf(buffer.baseAddress, Int32(clamping: buffer.count)) else { return nil }
            defer { BIO_free(source) }
            // An empty passphrase, so that OpenSSL asks nobody for one.
            return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1) { passphrase in
                passphrase[0] = 0
                let key = PEM_read_bio_PrivateKey(source, nil, nil, passphrase.baseAddress)
                ERR_clear_error()
                return key
            }
        }
    }
}
