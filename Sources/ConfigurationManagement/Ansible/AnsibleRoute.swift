import BuildEvents
import ComponentAPI
import HostOS

/// How Ansible gets to the machine.
enum AnsibleRoute: Sendable {
    /// The key of a direct connection.
    enum Key: Sendable {
        case file(String)
        case text(Secret<String>)
        /// ssh asks its agent.
        case agent
        case password(Secret<String>)
    }

    /// By an SSH server on this host, over the build's communicator.
    case adapter
    case ssh(AnsibleTarget, Key)
    case winRM(AnsibleTarget, Secret<String>)

    /// Chooses; `warn` is told where the template's wish cannot be met.
    static func chosen(
        _ options: AnsibleOptions, _ machine: Machine, warn: (String) -> Void
    ) -> AnsibleRoute {
        let data = machine.generatedData
        switch options.usesProxy {
        case true?: return .adapter
        case false?:
            if let direct = direct(options, data, mayUsePassword: true) { return direct }
            warn(reason(data))
            return .adapter
        case nil:
            guard !options.wantsAdapter, let direct = direct(options, data, mayUsePassword: false) else {
                return .adapter
            }
            guard case .ssh = direct else { return direct }
            let isPlain = (machine.communicator as? any StreamingCommunicator)?.isPlainSSH ?? false
            return isPlain ? direct : .adapter
        }
    }

    private static func direct(
        _ options: AnsibleOptions, _ data: [String: String], mayUsePassword: Bool
    ) -> AnsibleRoute? {
        guard let host = data["Host"].nonEmpty, let port = data["Port"].nonEmpty else { return nil }
        let user = options.inventory.user ?? data["User"] ?? ""
        let password = (data["Password"].nonEmpty ?? data["WinRMPassword"].nonEmpty).map { Secret($0) }
        switch data["ConnType"] {
        case "ssh"?:
            let target = AnsibleTarget(host: host, port: port, user: user, connection: .ssh)
            if let path = data["SSHPrivateKeyFile"].nonEmpty { return .ssh(target, .file(path)) }
            if data["SSHAgentAuth"] == "true" { return .ssh(target, .agent) }
            // Where the machine has a password, nothing says that it was given the build's key.
            if let password, mayUsePassword, HostEnvironment.find(executable: "sshpass") != nil {
                return .ssh(target, .password(password))
            }
            guard let text = data["SSHPrivateKey"].nonEmpty, password == nil || mayUsePassword else { return nil }
            return .ssh(target, .text(Secret(text)))
        case "winrm"?:
            guard let password else { return nil }
            let connection = AnsibleTarget.Connection.winRM(isPlain: options.inventory.usesPlainWinRM)
            return .winRM(AnsibleTarget(host: host, port: port, user: user, connection: connection), password)
        default: return nil
        }
    }

    private static func reason(_ data: [String: String]) -> String {
        let connection = data["ConnType"] ?? ""
        if connection != "ssh", connection != "winrm" {
            return "Warning: use_proxy is false, but communicator is neither ssh nor winrm, so without the proxy "
                + "ansible will not function. Falling back to localhost proxy."
        }
        if data["Host"].nonEmpty == nil {
            return "Warning: use_proxy is false, but instance does not have an IP address to give to Ansible. "
                + "Falling back to use localhost proxy."
        }
        return "Warning: use_proxy is false, but there is no key to log in with, and no sshpass on this host for the "
            + "password. Falling back to use localhost proxy."
    }
}

extension String? {
    /// An empty text counts as none.
    var nonEmpty: String? { flatMap { $0.isEmpty ? nil : $0 } }
}
