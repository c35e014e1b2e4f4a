internal import CLibssh

/// The algorithms that a template may name.
package enum SSHAlgorithms: Sendable {
    case ciphers
    case keyExchanges

    /// What becomes of a name in a template.
    package enum Standing: Sendable, Equatable {
        case usable
        /// A name of the field for something that is not offered here, mostly since it is broken.
        case unavailable
        case unknown
    }

    package func standing(of name: String) -> Standing {
        if isTaken(name) { return .usable }
        return known.contains(name) ? .unavailable : .unknown
    }

    /// All names that can be used, for suggestions.
    package var usable: [String] { known.filter(isTaken) }

    /// Asks the library, which knows what it was built with.
    private func isTaken(_ name: String) -> Bool {
        // A comma would make a list of it.
        guard !name.isEmpty, !name.contains(","), let session = ssh_new() else { return false }
        defer { ssh_free(session) }
        return ssh_options_set(session, self == .ciphers ? SSH_OPTIONS_CIPHERS_C_S : SSH_OPTIONS_KEY_EXCHANGE, name)
            == SSH_OK
    }

    /// The names of RFC 4253, 4344, 4345, 4419, 5647, 5656, 8268, 8731 and of OpenSSH's additions.
    private var known: [String] {
        switch self {
        case .ciphers:
            [
                "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr",
                "aes192-ctr", "aes256-ctr", "aes128-cbc", "aes192-cbc", "aes256-cbc", "3des-cbc", "blowfish-cbc",
                "cast128-cbc", "arcfour", "arcfour128", "arcfour256", "rijndael-cbc@lysator.liu.se",
            ]
        case .keyExchanges:
            [
                "curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384",
                "ecdh-sha2-nistp521", "diffie-hellman-group14-sha1", "diffie-hellman-group14-sha256",
                "diffie-hellman-group16-sha512", "diffie-hellman-group18-sha512", "diffie-hellman-group1-sha1",
                "diffie-hellman-group-exchange-sha1", "diffie-hellman-group-exchange-sha256",
                "sntrup761x25519-sha512@openssh.com", "sntrup761x25519-sha512", "mlkem768x25519-sha256",
            ]
        }
    }
}
