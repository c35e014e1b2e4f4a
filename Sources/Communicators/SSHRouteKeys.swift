internal import ComponentAPI

/// The options that tell by which way SSH reaches the machine, and what else goes that way.
enum SSHRouteKeys {
    static let bastionHost = OptionKey<String>(
        "ssh_bastion_host", "A host to log in to first, which connects to the machine.")
    static let bastionPort = OptionKey<Int>("ssh_bastion_port", default: 22, "The port of the bastion's SSH server.")
    static let bastionUsername = OptionKey<String>(
        "ssh_bastion_username", "The user on the bastion; ssh_username if not given.")
    static let bastionPassword = OptionKey<String>(
        "ssh_bastion_password", sensitive: true,
        "The password on the bastion, which also answers keyboard-interactive prompts.")
    static let bastionInteractive = OptionKey<Bool>(
        "ssh_bastion_interactive", default: false,
        "Hand the bastion's keyboard-interactive prompts to the user, for one-time codes.")
    static let bastionAgent = OptionKey<Bool>(
        "ssh_bastion_agent_auth", default: false, "Log in to the bastion with the keys of the SSH agent.")
    static let bastionKeyFile = OptionKey<String>(
        "ssh_bastion_private_key_file", "The private key for the bastion; ssh_private_key_file if not given.")
    static let bastionCertificate = OptionKey<String>(
        "ssh_bastion_certificate_file",
        "An OpenSSH certificate for ssh_bastion_private_key_file; ssh_certificate_file if that key is taken.")
    static let proxyHost = OptionKey<String>("ssh_proxy_host", "A proxy to connect through.")
    static let proxyType = OptionKey<String>(
        "ssh_proxy_type", default: "socks5", "What the proxy speaks: \"socks5\" or \"http\" (CONNECT).")
    static let proxyPort = OptionKey<Int>(
        "ssh_proxy_port", defaultText: "1080", "The proxy's port; 8080 is the default with \"http\".")
    static let proxyUsername = OptionKey<String>("ssh_proxy_username", "The user on the proxy.")
    static let proxyPassword = OptionKey<String>(
        "ssh_proxy_password", sensitive: true, "The password on the proxy.")
    static let localTunnels = OptionKey<[String]>(
        "ssh_local_tunnels",
        "Ports of this host that lead to what the machine reaches, each \"PORT:HOST:PORT\" (as ssh -L).")
    static let remoteTunnels = OptionKey<[String]>(
        "ssh_remote_tunnels",
        "Ports of the machine that lead to what this host reaches, each \"PORT:HOST:PORT\" (as ssh -R).")
    static let disablesAgentForwarding = OptionKey<Bool>(
        "ssh_disable_agent_forwarding", default: false,
        "Keep programs on the machine from using the SSH agent of this host (SSH_AUTH_SOCK).")
    static let hostKeyChange = OptionKey<String>(
        "ssh_host_key_change", default: "report",
        "What to do if the machine's SSH server has another key than at first: \"report\" or \"refuse\".")

    static let all: [OptionDeclaration] = [
        bastionHost.declaration, bastionPort.declaration, bastionUsername.declaration, bastionPassword.declaration,
        bastionInteractive.declaration, bastionAgent.declaration, bastionKeyFile.declaration,
        bastionCertificate.declaration, proxyHost.declaration, proxyType.declaration, proxyPort.declaration,
        proxyUsername.declaration, proxyPassword.declaration, localTunnels.declaration, remoteTunnels.declaration,
        disablesAgentForwarding.declaration, hostKeyChange.declaration,
    ]
}
