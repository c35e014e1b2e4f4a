package import BuildEvents
package import ComponentAPI
internal import HostOS
package import SSH

/// How a template wants its machine to be reached.
package struct CommunicatorOptions: Sendable {
    /// The values of `communicator`.
    package enum Kind: String, Sendable {
        case ssh
        /// The QEMU guest agent.
        case guestAgent = "qemu-ga"
        /// Windows Remote Management.
        case winRM = "winrm"
        /// libguestfs, without a machine that runs.
        case guestFS = "guestfs"
        case none
    }

    /// By what the machine is reached: `communicator`.
    package var kind: Kind
    /// How long to wait once the machine can be reached, before it is used: `pause_before_connecting`.
    package var pauseBeforeConnecting: Duration
    /// Given by the template; builders mostly know better.
    package var host: String?
    /// The port in the machine; builders with a forwarded port connect to that one.
    package var port: Int
    /// Who logs in by SSH: `ssh_username`.
    package var username: String
    /// The password, and the answer to keyboard-interactive prompts: `ssh_password`.
    package var password: Secret<String>?
    /// With the home folder in place of `~`.
    package var privateKeyFile: String?
    /// The OpenSSH certificate of the private key: `ssh_certificate_file`.
    package var certificateFile: String?
    /// Whether keys of the user's SSH agent are tried first: `ssh_agent_auth`.
    package var usesAgent: Bool
    /// The comment of the key pair that is generated: `temporary_key_pair_name`.
    package var temporaryKeyName: String?
    /// The kind of that key pair: `temporary_key_pair_type`.
    package var temporaryKeyType: SSHKeyPair.KeyType
    /// Bits of that key; `nil` for what ssh-keygen(1) takes for its kind.
    package var temporaryKeyBits: Int?
    /// Whether the generated key is taken out of the guest at the end: `ssh_clear_authorized_keys`.
    package var clearsAuthorizedKeys: Bool
    /// Whether commands run on a pseudo-terminal: `ssh_pty`.
    package var usesTerminal: Bool
    /// Names of ciphers, best first; `nil` for the usual ones: `ssh_ciphers`.
    package var ciphers: [String]?
    /// Names of key exchange methods, best first; `nil` for the library's: `ssh_key_exchange_algorithms`.
    package var keyExchangeAlgorithms: [String]?
    /// `nil` for no limit.
    package var timeout: Duration?
    /// `nil` for no limit.
    package var handshakeAttempts: Int?
    /// How often an idle connection is given a sign of life; `nil` for never.
    package var keepAliveInterval: Duration?
    /// The longest time without a byte in either direction while something runs; `nil` for no limit.
    package var readWriteTimeout: Duration?
    /// SCP or SFTP: `ssh_file_transfer_method`.
    package var fileTransferMethod: FileTransferMethod
    /// The agent's socket, where there is one.
    package var agentSocket: String?
    /// `nil` but with SSH.
    package var route: SSHRouteOptions?
    /// What `communicator = "qemu-ga"` needs.
    package var guestAgent: GuestAgentOptions
    /// What `communicator = "winrm"` needs.
    package var winRM: WinRMOptions
    /// What `communicator = "guestfs"` needs.
    package var guestFS: GuestFSOptions

    /// All communicator options, for the declarations of builders.
    package static var options: [OptionDeclaration] { CommunicatorKeys.all }

    /// The machine's port that has to be reached; `nil` where none has.
    package var guestPort: Int? {
        switch kind {
        case .ssh: port
        case .winRM: winRM.port
        case .guestAgent, .guestFS, .none: nil
        }
    }

    /// Where that port is, as the template says; `nil` where it leaves that to the builder.
    package var guestHost: String? {
        get { kind == .winRM ? winRM.host : host }
        set {
            if kind == .winRM { winRM.host = newValue } else { host = newValue }
        }
    }

    /// Whether a key pair should be generated for the build: the machine could be given it, and nothing else is
    /// certain to open it.
    package var wantsTemporaryKey: Bool { kind == .ssh && privateKeyFile == nil && !usesAgent }

    /// Reads the options; complaints go to the reader.
    package init(reader: OptionReader, environment: ComponentEnvironment) {
        typealias Keys = CommunicatorKeys
        kind = Self.kind(reader)
        pauseBeforeConnecting = reader.value(Keys.pauseBeforeConnecting)
        host = reader.optional(Keys.host).nonEmpty
        port = reader.value(Keys.port)
        username = reader.optional(Keys.username) ?? ""
        password = reader.optional(Keys.password).nonEmpty.map { Secret($0) }
        privateKeyFile = reader.optional(Keys.privateKeyFile).nonEmpty.map(HostPath.expandingTilde)
        certificateFile = reader.optional(Keys.certificateFile).nonEmpty.map(HostPath.expandingTilde)
        usesAgent = reader.value(Keys.agentAuth)
        temporaryKeyName = reader.optional(Keys.temporaryKeyName).nonEmpty
        (temporaryKeyType, temporaryKeyBits) = Self.temporaryKey(reader)
        clearsAuthorizedKeys = reader.value(Keys.clearsAuthorizedKeys)
        usesTerminal = reader.value(Keys.usesTerminal)
        ciphers = reader.algorithms(Keys.ciphers, .ciphers)
        keyExchangeAlgorithms = reader.algorithms(Keys.keyExchanges, .keyExchanges)
        (timeout, handshakeAttempts) = Self.limits(reader)
        let interval = reader.value(Keys.keepAlive)
        keepAliveInterval = interval > .zero ? interval : nil
        let silence = reader.value(Keys.readWriteTimeout)
        readWriteTimeout = silence > .zero ? silence : nil
        fileTransferMethod = Self.transferMethod(reader)
        agentSocket = environment.environment["SSH_AUTH_SOCK"].nonEmpty
        guestAgent = GuestAgentOptions(reader)
        winRM = WinRMOptions(reader)
        guestFS = GuestFSOptions(reader)
        if !winRM.password.exposed.isEmpty { environment.redactor.add(winRM.password.exposed) }
        if let secret = winRM.certificate?.keyPassword.exposed, !secret.isEmpty { environment.redactor.add(secret) }
        if kind == .winRM { winRM.check(reader) }
        if let password { environment.redactor.add(password.exposed) }
        guard kind == .ssh else { return }
        check(reader)
        let route = SSHRouteOptions(reader, machine: self)
        for secret in route.secrets { environment.redactor.add(secret) }
        self.route = route
    }

    private static func kind(_ reader: OptionReader) -> Kind {
        let text = reader.value(CommunicatorKeys.communicator)
        if let kind = Kind(rawValue: text.isEmpty ? "ssh" : text) { return kind }
        reader.error(
            "Unknown communicator",
            "There is no communicator \"\(text)\". Write \"ssh\", \"winrm\", \"qemu-ga\", \"guestfs\" or "
                + "\"none\".",
            of: CommunicatorKeys.communicator)
        return .none
    }

    /// The usual limits hold only if the template gives neither.
    private static func limits(_ reader: OptionReader) -> (Duration?, Int?) {
        let old = reader.isSet(CommunicatorKeys.waitTimeout) ? reader.optional(CommunicatorKeys.waitTimeout) : nil
        let timeout = old ?? reader.optional(CommunicatorKeys.timeout)
        let attempts = reader.optional(CommunicatorKeys.handshakeAttempts)
        if timeout == nil && attempts == nil { return (.seconds(300), 10) }
        return (timeout.flatMap { $0 > .zero ? $0 : nil }, attempts.flatMap { $0 > 0 ? $0 : nil })
    }

    private static func temporaryKey(_ reader: OptionReader) -> (SSHKeyPair.KeyType, Int?) {
        let text = reader.value(CommunicatorKeys.temporaryKeyType)
        let bits = reader.value(CommunicatorKeys.temporaryKeyBits)
        guard let type = SSHKeyPair.KeyType(rawValue: text.isEmpty ? "ed25519" : text) else {
            let why = text == "dsa" ? " OpenSSH has refused dsa keys since version 7.0." : ""
            reader.error(
                "Unknown key type",
                "A key of the type \"\(text)\" cannot be generated.\(why) Write ed25519, ecdsa or rsa.",
                of: CommunicatorKeys.temporaryKeyType)
            return (.ed25519, nil)
        }
        if let complaint = type.complaint(bits: bits) {
            reader.error("Impossible key size", complaint, of: CommunicatorKeys.temporaryKeyBits)
        }
        return (type, bits == 0 ? nil : bits)
    }

    private static func transferMethod(_ reader: OptionReader) -> FileTransferMethod {
        let text = reader.value(CommunicatorKeys.fileTransferMethod)
        if let method = FileTransferMethod(rawValue: text.isEmpty ? "scp" : text) { return method }
        reader.error(
            "Unknown file transfer method", "Files cannot move by \"\(text)\". Write \"scp\" or \"sftp\".",
            of: CommunicatorKeys.fileTransferMethod)
        return .scp
    }

    private func check(_ reader: OptionReader) {
        typealias Keys = CommunicatorKeys
        if username.isEmpty {
            reader.error("Missing ssh_username", "An ssh_username must be given, or communicator = \"none\".")
        }
        if !(1...65535).contains(port) {
            reader.error("Impossible port", "A port lies between 1 and 65535, not at \(port).", of: Keys.port)
        }
        if certificateFile != nil && privateKeyFile == nil {
            reader.error(
                "Certificate without key", "ssh_certificate_file needs the ssh_private_key_file that it belongs to.",
                of: Keys.certificateFile)
        }
        if usesAgent && agentSocket == nil {
            reader.error(
                "No SSH agent", "ssh_agent_auth is set, but the environment has no SSH_AUTH_SOCK.", of: Keys.agentAuth)
        }
        guard let privateKeyFile else { return }
        do {
            let key = SSHPrivateKey(.file(path: privateKeyFile), certificateFile: certificateFile)
            _ = try SSHKeyPair.publicLine(of: key, comment: "")
        } catch {
            reader.error("Unusable SSH key", "\(error).", of: Keys.privateKeyFile)
        }
    }
}

extension SSHKeyPair.KeyType {
    fileprivate func complaint(bits: Int) -> String? {
        switch self {
        case .ed25519: nil
        case .ecdsa: [0, 256, 384, 521].contains(bits) ? nil : "An ecdsa key has 256, 384 or 521 bits, not \(bits)."
        case .rsa: bits == 0 || (1024...16384).contains(bits) ? nil : "An rsa key has 1024 to 16384 bits, not \(bits)."
        }
    }
}

extension Optional where Wrapped: Collection {
    /// Templates write an empty text or list for "not set".
    var nonEmpty: Wrapped? { flatMap { $0.isEmpty ? nil : $0 } }
}
