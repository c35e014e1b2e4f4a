import BuildEvents
import ComponentAPI
import HostOS
import SSH

/// How `upload` logs in to servers by SSH, and how it knows them.
struct SSHUploadOptions: Sendable {
    enum Keys {
        static let keyFile = OptionKey<String>(
            "ssh_private_key_file", "The key to log in with, for sftp:// and scp://.")
        static let agent = OptionKey<Bool>(
            "ssh_agent_auth", defaultText: "true without key and password", "Whether to log in with the agent's keys.")
        static let hostKeys = OptionKey<[String]>(
            "ssh_host_key", default: [],
            "Fingerprints of the server's key, SHA256:…, any of which will do; instead of the file of known hosts.")
        static let knownHosts = OptionKey<String>(
            "ssh_known_hosts_file", default: "~/.ssh/known_hosts", "The file with the keys of servers.")
        static let all = [keyFile.declaration, agent.declaration, hostKeys.declaration, knownHosts.declaration]
    }

    let keyFile: String?
    let agentSocket: String?
    let hostKeys: [String]
    let knownHostsFile: String
    /// Who to be where neither address nor options tell.
    let usualUser: String?

    init(_ reader: OptionReader, _ environment: ComponentEnvironment, hasPassword: Bool) {
        keyFile = reader.optional(Keys.keyFile).flatMap { $0.isEmpty ? nil : HostPath.expandingTilde($0) }
        let socket = environment.environment["SSH_AUTH_SOCK"].flatMap { $0.isEmpty ? nil : $0 }
        let wantsAgent = reader.optional(Keys.agent)
        agentSocket = wantsAgent ?? (keyFile == nil && !hasPassword) ? socket : nil
        hostKeys = reader.value(Keys.hostKeys)
        usualUser = environment.environment["USER"].flatMap { $0.isEmpty ? nil : $0 }
        knownHostsFile = HostPath.expandingTilde(reader.value(Keys.knownHosts))
        if wantsAgent == true, socket == nil {
            reader.error(
                "No SSH agent", "ssh_agent_auth is set, but the environment has no SSH_AUTH_SOCK.", of: Keys.agent)
        }
        for key in hostKeys where !key.hasPrefix("SHA256:") {
            reader.error(
                "Not a fingerprint", "\"\(key)\" is no fingerprint of the form SHA256:….", of: Keys.hostKeys)
        }
        checkKey(reader)
    }

    private func checkKey(_ reader: OptionReader) {
        guard let keyFile else { return }
        do {
            _ = try SSHKeyPair.publicLine(of: SSHPrivateKey(.file(path: keyFile)), comment: "")
        } catch {
            reader.error("Unusable SSH key", "\(error).", of: Keys.keyFile)
        }
    }

    /// How to connect to a place.
    ///
    /// - Throws: `PostProcessorError` if nothing tells whether the server is the right one.
    func configuration(
        for place: SSHPlace, user: String?, password: Secret<String>?
    ) throws -> SSHConfiguration {
        guard let name = place.user ?? user ?? usualUser else {
            throw PostProcessorError(
                "It is not said who to be on \(place.host)", advice: ["Write \(place.method)://USER@\(place.host)/…."])
        }
        var credentials = SSHCredentials(username: name)
        credentials.agentSocket = agentSocket
        credentials.password = password.flatMap { $0.exposed.isEmpty ? nil : $0 }
        if let keyFile { credentials.keys = [SSHPrivateKey(.file(path: keyFile))] }
        var configuration = SSHConfiguration(host: place.host, port: place.port, credentials: credentials)
        let trusted = try trustedKeys(of: place)
        let (host, file) = (place.host, knownHostsFile)
        configuration.hostKeyCheck = { seen in
            guard !trusted.contains(seen) else { return }
            throw SSHError(
                .hostKeyChanged,
                trusted.isEmpty
                    ? "\(host) is not known: it has the key \(seen), and \(file) holds none of it; give ssh_host_key"
                    : "\(host) has the key \(seen), which is not \(trusted.sorted().joined(separator: " or "))")
        }
        return configuration
    }

    private func trustedKeys(of place: SSHPlace) throws -> Set<String> {
        guard hostKeys.isEmpty else { return Set(hostKeys) }
        guard HostFiles.exists(knownHostsFile) else { return [] }
        let text = try HostFiles.readText(knownHostsFile, limit: 64 << 20)
        return KnownHosts(text).fingerprints(host: place.host, port: place.port)
    }
}
