package import BuildEvents

/// All that is needed to open a session with a server.
package struct SSHConfiguration: Sendable {
    /// A name or an address, as the machine or the proxy resolves it.
    package var host: String
    /// The server's, usually 22.
    package var port: UInt16
    /// Who logs in, and by what.
    package var credentials: SSHCredentials
    /// The proxy through which to connect; `nil` for a connection of our own.
    package var proxy: SSHProxy?
    /// The agent that programs on the machine may ask, by its socket; `nil` for none.
    package var forwardedAgent: String?
    /// Ports of this host that lead to what the machine can reach.
    package var localTunnels: [SSHTunnel] = []
    /// Ports of the machine that lead to what this host can reach.
    package var remoteTunnels: [SSHTunnel] = []
    /// Called with the fingerprint of the server's key before anything is sent that proves who we are.
    ///
    /// It throws if this is not the server that we want, and runs on the session's thread.
    package var hostKeyCheck: (@Sendable (String) throws -> Void)?
    /// Names of ciphers, best first; `nil` for the usual ones.
    package var ciphers: [String]?
    /// Names of key exchange methods, best first; `nil` for the library's.
    package var keyExchangeAlgorithms: [String]?
    /// How long each stage may take.
    package var timeouts = SSHTimeouts()
    /// How often an idle connection is given a sign of life; `nil` for never.
    package var keepAliveInterval: Duration? = .seconds(5)

    package init(host: String, port: UInt16, credentials: SSHCredentials) {
        self.host = host
        self.port = port
        self.credentials = credentials
    }

    /// AES-GCM needs a quarter less time than ChaCha20 where the processor has AES instructions.
    static let usualCiphers = [
        "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr",
        "aes192-ctr", "aes256-ctr",
    ]
}

/// How long each stage of connecting may take.
package struct SSHTimeouts: Sendable {
    /// From the name's look-up to the TCP connection.
    package var dial: Duration = .seconds(15)
    /// From the TCP connection to the first bytes of the server.
    package var banner: Duration = .seconds(10)
    /// After how long without the server's first bytes another connection is tried beside; `nil` for none.
    package var redial: Duration?
    /// For key exchange and authentication together.
    package var handshake: Duration = .seconds(60)
    /// The longest time without a byte in either direction while something runs; `nil` for no limit.
    package var readWrite: Duration?

    package init() {}
}

/// Who to be, and how to prove it; tried in the order agent, keys, password, keyboard-interactive.
package struct SSHCredentials: Sendable {
    /// The user's name on the server.
    package var username: String
    /// The path of an agent's socket.
    package var agentSocket: String?
    /// Tried in this order.
    package var keys: [SSHPrivateKey] = []
    /// Also answers every prompt of a keyboard-interactive login, unless the user does.
    package var password: Secret<String>?
    /// Whether the user answers the prompts of a keyboard-interactive login.
    package var asksUser = false

    package init(username: String) {
        self.username = username
    }
}

/// A private key to log in with.
package struct SSHPrivateKey: Sendable {
    /// Where the key is read from.
    package enum Source: Sendable {
        case file(path: String)
        /// The text of a key file: OpenSSH, PEM or PKCS #8.
        case text(Secret<String>)
    }

    /// Where the key is read from.
    package var source: Source
    /// The path of an OpenSSH certificate for the key.
    package var certificateFile: String?

    package init(_ source: Source, certificateFile: String? = nil) {
        self.source = source
        self.certificateFile = certificateFile
    }
}
