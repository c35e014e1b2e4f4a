internal import CLibcrypt

/// The password hash bcrypt, in the form `$2a$10$…`.
package enum Bcrypt {
    package static let costs = 4...31
    /// Longer passwords would be cut off silently.
    package static let passwordLimit = 72

    /// The hash of a password with a salt of sixteen random bytes.
    ///
    /// Time doubles with each step of the cost; 10 takes about a tenth of a second.
    ///
    /// - Returns: `nil` if the cost, the salt's size or the password is out of range, or the system's library has no
    ///   bcrypt.
    package static func hash(_ password: String, cost: Int, salt: [UInt8]) -> String? {
        guard costs.contains(cost), salt.count == 16, password.utf8.count <= passwordLimit,
            !password.utf8.contains(0)
        else { return nil }
        let setting = "$2a$" + (cost < 10 ? "0" : "") + String(cost) + "$" + saltText(salt)
        let state = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
        state.initialize(to: crypt_data())
        defer { state.deallocate() }
        guard let result = crypt_r(password, setting, state) else { return nil }
        let text = String(cString: result)
        // The library answers with a star where it does not know the method.
        return text.hasPrefix("$2a$") ? text : nil
    }

    /// Base64 with bcrypt's own alphabet and without padding.
    private static func saltText(_ bytes: [UInt8]) -> String {
        let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let own = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        let places = Dictionary(uniqueKeysWithValues: zip(standard, own))
        return String(decoding: Base64.text(bytes).utf8.compactMap { places[$0] }, as: UTF8.self)
    }
}
