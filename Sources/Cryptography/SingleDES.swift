internal import CLibcrypto

/// DES, for protocols that still ask for it; never for secrets of our own.
package enum SingleDES {
    package static let blockSize = 8

    /// Encrypts blocks one by one (ECB) with one 8-byte key.
    ///
    /// OpenSSL 3 keeps DES in a provider that is not loaded. Triple DES with three equal keys is the same
    /// function, and is at hand.
    ///
    /// - Returns: the encrypted blocks, or `nil` if the sizes are wrong or the library refuses.
    package static func encrypt(_ blocks: [UInt8], key: [UInt8]) -> [UInt8]? {
        guard key.count == blockSize, blocks.count % blockSize == 0, let context = EVP_CIPHER_CTX_new() else {
            return nil
        }
        defer { EVP_CIPHER_CTX_free(context) }
        let tripled = key + key + key
        guard EVP_EncryptInit_ex(context, EVP_des_ede3_ecb(), nil, tripled, nil) == 1,
            EVP_CIPHER_CTX_set_padding(context, 0) == 1
        else { return nil }
        var output = [UInt8](repeating: 0, count: blocks.count + blockSize)
        var written: Int32 = 0
        guard EVP_EncryptUpdate(context, &output, &written, blocks, Int32(blocks.count)) == 1 else { return nil }
        return Array(output.prefix(Int(written)))
    }
}
