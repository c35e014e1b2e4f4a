internal import ComponentAPI

/// The options by which templates say how a machine is reached; every builder has them.
enum CommunicatorKeys {
    static let communicator = OptionKey<String>(
        "communicator", default: "ssh",
        "How to reach the machine: \"ssh\", \"winrm\", \"qemu-ga\" or \"none\"; \"guestfs\" changes a disk image without "
            + "booting it.")
    static let pauseBeforeConnecting = OptionKey<Duration>(
        "pause_before_connecting", default: .zero, defaultText: "0s",
        "How long to wait after the first successful connection before connecting for good.")
    static let host = OptionKey<String>("ssh_host", "The address to connect to; builders know their machine's own.")
    static let port = OptionKey<Int>("ssh_port", default: 22, "The port of the SSH server in the machine.")
    static let username = OptionKey<String>("ssh_username", "The user to log in as; required with \"ssh\".")
    static let password = OptionKey<String>(
        "ssh_password", sensitive: true, "The password, which also answers keyboard-interactive prompts.")
    static let privateKeyFile = OptionKey<String>(
        "ssh_private_key_file", "A private key without passphrase to log in with; a leading ~ is the home folder.")
    static let certificateFile = OptionKey<String>(
        "ssh_certificate_file", "An OpenSSH certificate for ssh_private_key_file.")
    static let keyPairName = OptionKey<String>("ssh_keypair_name", "The name of a key pair that a cloud knows.")
    static let temporaryKeyName = OptionKey<String>(
        "temporary_key_pair_name", "The comment of the key that is generated for the build.")
    static let temporaryKeyType = OptionKey<String>(
        "temporary_key_pair_type", default: "ed25519", "The type of the generated key: ed25519, ecdsa or rsa.")
    static let temporaryKeyBits = OptionKey<Int>(
        "temporary_key_pair_bits", default: 0, "Its size: 256, 384 or 521 for ecdsa, 1024 and more for rsa.")
    static let agentAuth = OptionKey<Bool>(
        "ssh_agent_auth", default: false, "Log in with the keys of the SSH agent (SSH_AUTH_SOCK).")
    static let usesTerminal = OptionKey<Bool>("ssh_pty", default: false, "Run commands with a terminal.")
    static let ciphers = OptionKey<[String]>("ssh_ciphers", "The ciphers to offer, best first.")
    static let keyExchanges = OptionKey<[String]>(
        "ssh_key_exchange_algorithms", "The key exchange methods to offer, best first.")
    static let timeout = OptionKey<Duration>(
        "ssh_timeout", defaultText: "5m",
        "How long to wait for the machine; no limit if only ssh_handshake_attempts is set.")
    static let waitTimeout = OptionKey<Duration>(
        "ssh_wait_timeout", deprecation: "Write ssh_timeout instead.", "The old name of ssh_timeout.")
    static let handshakeAttempts = OptionKey<Int>(
        "ssh_handshake_attempts", defaultText: "10",
        "How many refused logins to bear; no limit with 0, or if only ssh_timeout is set.")
    static let keepAlive = OptionKey<Duration>(
        "ssh_keep_alive_interval", default: .seconds(5), defaultText: "5s",
        "How often an idle connection gets a sign of life; negative for never.")
    static let readWriteTimeout = OptionKey<Duration>(
        "ssh_read_write_timeout", default: .zero, defaultText: "0s",
        "How long the connection may be silent while a command runs; 0 for no limit.")
    static let clearsAuthorizedKeys = OptionKey<Bool>(
        "ssh_clear_authorized_keys", default: false, "Remove the generated key from the machine at the end.")
    static let fileTransferMethod = OptionKey<String>(
        "ssh_file_transfer_method", default: "scp", "How files move: \"scp\" or \"sftp\".")

    static let all: [OptionDeclaration] =
        [
            communicator.declaration, pauseBeforeConnecting.declaration, host.declaration, port.declaration,
            username.declaration, password.declaration, privateKeyFile.declaration, certificateFile.declaration,
            keyPairName.declaration, temporaryKeyName.declaration, temporaryKeyType.declaration,
            temporaryKeyBits.declaration, agentAuth.declaration,
            usesTerminal.declaration, ciphers.declaration, keyExchanges.declaration, timeout.declaration,
            waitTimeout.declaration, handshakeAttempts.declaration, keepAlive.declaration,
            readWriteTimeout.declaration, clearsAuthorizedKeys.declaration, fileTransferMethod.declaration,
        ] + SSHRouteKeys.all + GuestAgentKeys.all + WinRMKeys.all + GuestFSKeys.all
}
