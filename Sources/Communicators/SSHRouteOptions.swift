package import BuildEvents
internal import ComponentAPI
internal import HostOS
package import SSH

/// By which way SSH reaches the machine, and what else goes that way.
package struct SSHRouteOptions: Sendable {
    /// A host to log in to first.
    package struct Bastion: Sendable {
        /// A name or an address: `ssh_bastion_host`.
        package var host: String
        /// Its SSH server's: `ssh_bastion_port`.
        package var port: Int
        /// Who logs in there; the machine's user where the template does not say.
        package var username: String
        /// Also answers keyboard-interactive prompts there, unless the user does.
        package var password: Secret<String>?
        /// With the home folder in place of `~`.
        package var privateKeyFile: String?
        /// The OpenSSH certificate of that key.
        package var certificateFile: String?
        /// Whether keys of the user's SSH agent are tried: `ssh_bastion_agent_auth`.
        package var usesAgent: Bool
        /// Whether the user answers the prompts: `ssh_bastion_interactive`.
        package var asksUser: Bool
    }

    /// What to do about a machine whose host key is another one than before.
    package enum HostKeyChange: String, Sendable {
        /// An installer and the system it installs have different keys, so a build goes on.
        case report
        case refuse
    }

    /// `nil` for a straight way.
    package var bastion: Bastion?
    /// `nil` for a straight way; never beside a bastion.
    package var proxy: SSHProxy?
    /// Ports of this host that lead into the machine: `ssh_local_tunnels`.
    package var localTunnels: [SSHTunnel]
    /// Ports of the machine that lead to this host: `ssh_remote_tunnels`.
    package var remoteTunnels: [SSHTunnel]
    /// Whether programs on the machine may ask the user's SSH agent.
    package var forwardsAgent: Bool
    /// `ssh_host_key_change`.
    package var hostKeyChange: HostKeyChange

    private typealias Keys = SSHRouteKeys

    /// Reads the options; complaints go to the reader.
    ///
    /// - Parameter machine: how to log in to the machine, of which the bastion takes what it is not given.
    init(_ reader: OptionReader, machine: CommunicatorOptions) {
        bastion = Self.bastion(reader, machine)
        proxy = Self.proxy(reader)
        localTunnels = Self.tunnels(Keys.localTunnels, reader)
        remoteTunnels = Self.tunnels(Keys.remoteTunnels, reader)
        forwardsAgent = !reader.value(Keys.disablesAgentForwarding)
        hostKeyChange = Self.hostKeyChange(reader)
        if bastion != nil, proxy != nil {
            reader.error(
                "Two ways to the machine", "Only one of ssh_bastion_host and ssh_proxy_host can be given.",
                of: Keys.proxyHost)
        }
    }

    /// The passwords, for the redactor.
    var secrets: [String] { [bastion?.password, proxy?.password].compactMap { $0?.exposed } }

    private static func bastion(_ reader: OptionReader, _ machine: CommunicatorOptions) -> Bastion? {
        guard let host = reader.optional(Keys.bastionHost).nonEmpty else { return nil }
        let key = reader.optional(Keys.bastionKeyFile).nonEmpty.map(HostPath.expandingTilde)
        let certificate = reader.optional(Keys.bastionCertificate).nonEmpty.map(HostPath.expandingTilde)
        let bastion = Bastion(
            host: host, port: reader.port(Keys.bastionPort),
            username: reader.optional(Keys.bastionUsername).nonEmpty ?? machine.username,
            password: reader.optional(Keys.bastionPassword).nonEmpty.map { Secret($0) },
            privateKeyFile: key ?? machine.privateKeyFile,
            certificateFile: certificate ?? (key == nil ? machine.certificateFile : nil),
            usesAgent: reader.value(Keys.bastionAgent), asksUser: reader.value(Keys.bastionInteractive))
        check(bastion, agentSocket: machine.agentSocket, reader)
        return bastion
    }

    private static func check(_ bastion: Bastion, agentSocket: String?, _ reader: OptionReader) {
        if bastion.password == nil, bastion.privateKeyFile == nil, !bastion.usesAgent, !bastion.asksUser {
            reader.error(
                "No way to log in to the bastion",
                "Give ssh_bastion_password, ssh_bastion_private_key_file, ssh_bastion_agent_auth or "
                    + "ssh_bastion_interactive.", of: Keys.bastionHost)
        }
        if bastion.usesAgent, agentSocket == nil {
            reader.error(
                "No SSH agent", "ssh_bastion_agent_auth is set, but the environment has no SSH_AUTH_SOCK.",
                of: Keys.bastionAgent)
        }
        guard let file = bastion.privateKeyFile else {
            guard bastion.certificateFile != nil else { return }
            return reader.error(
                "Certificate without key",
                "ssh_bastion_certificate_file needs the ssh_bastion_private_key_file that it belongs to.",
                of: Keys.bastionCertificate)
        }
        // The machine's own key is checked where it is given.
        guard reader.optional(Keys.bastionKeyFile).nonEmpty != nil else { return }
        do {
            let key = SSHPrivateKey(.file(path: file), certificateFile: bastion.certificateFile)
            _ = try SSHKeyPair.publicLine(of: key, comment: "")
        } catch {
            reader.error("Unusable SSH key", "\(error).", of: Keys.bastionKeyFile)
        }
    }

    private static func proxy(_ reader: OptionReader) -> SSHProxy? {
        let text = reader.value(Keys.proxyType)
        let kind = SSHProxy.Kind(rawValue: text.isEmpty ? "socks5" : text)
        if kind == nil {
            reader.error(
                "Unknown kind of proxy", "There is no proxy of the type \"\(text)\". Write \"socks5\" or \"http\".",
                of: Keys.proxyType)
        }
        guard let host = reader.optional(Keys.proxyHost).nonEmpty, let kind else { return nil }
        let usual = kind == .socks5 ? 1080 : 8080
        let port = reader.isSet(Keys.proxyPort) ? reader.port(Keys.proxyPort, usual: usual) : usual
        return SSHProxy(
            kind, host: host, port: UInt16(clamping: port),
            username: reader.optional(Keys.proxyUsername).nonEmpty,
            password: reader.optional(Keys.proxyPassword).nonEmpty.map { Secret($0) })
    }

    private static func tunnels(_ key: OptionKey<[String]>, _ reader: OptionReader) -> [SSHTunnel] {
        (reader.optional(key) ?? []).compactMap { text in
            if let tunnel = SSHTunnel(text) { return tunnel }
            reader.error(
                "Not a tunnel",
                "\"\(text)\" is no tunnel. Write \"PORT:HOST:PORT\": the port that listens, and where it leads.",
                of: key)
            return nil
        }
    }

    private static func hostKeyChange(_ reader: OptionReader) -> HostKeyChange {
        let text = reader.value(Keys.hostKeyChange)
        if let choice = HostKeyChange(rawValue: text) { return choice }
        reader.error(
            "Unknown choice", "ssh_host_key_change is \"report\" or \"refuse\", not \"\(text)\".",
            of: Keys.hostKeyChange)
        return .refuse
    }
}

extension OptionReader {
    /// A port that can be connected to; 0 stands for the usual one, as in templates of the field.
    func port(_ key: OptionKey<Int>, usual: Int? = nil) -> Int {
        let number = optional(key) ?? 0
        if number == 0, let usual = usual ?? key.defaultValue { return usual }
        if !(1...65535).contains(number) {
            error("Impossible port", "A port lies between 1 and 65535, not at \(number).", of: key)
        }
        return number
    }
}
