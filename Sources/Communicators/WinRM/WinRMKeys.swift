internal import ComponentAPI

/// The options of `communicator = "winrm"`.
enum WinRMKeys {
    static let username = OptionKey<String>(
        "winrm_username", "The user to log in as; required with \"winrm\". DOMAIN\\USER for one of a domain.")
    static let password = OptionKey<String>("winrm_password", sensitive: true, "The user's password.")
    static let host = OptionKey<String>("winrm_host", "The address to connect to; builders know their machine's own.")
    static let port = OptionKey<Int>(
        "winrm_port", defaultText: "5985, or 5986 with winrm_use_ssl", "The port of the service in the machine.")
    static let timeout = OptionKey<Duration>(
        "winrm_timeout", default: .seconds(1800), defaultText: "30m", "How long to wait for the machine.")
    static let usesTLS = OptionKey<Bool>("winrm_use_ssl", default: false, "Speak HTTPS instead of HTTP.")
    static let isInsecure = OptionKey<Bool>(
        "winrm_insecure", default: false, "Accept any certificate with winrm_use_ssl.")
    static let usesNTLM = OptionKey<Bool>(
        "winrm_use_ntlm", defaultText: "what the machine offers",
        "true: log in by NTLM, which also encrypts messages over HTTP. false: by Basic. Left out: by Basic if the "
            + "machine offers it, else by NTLM.")
    static let certificateFile = OptionKey<String>(
        "winrm_certificate_file",
        "Log in by this client certificate (PEM) instead of a password; needs winrm_use_ssl.")
    static let privateKeyFile = OptionKey<String>(
        "winrm_private_key_file", defaultText: "the file of winrm_certificate_file",
        "The private key (PEM) of that certificate.")
    static let privateKeyPassword = OptionKey<String>(
        "winrm_private_key_password", sensitive: true, "What that key is encrypted by.")
    static let avoidsProxy = OptionKey<Bool>(
        "winrm_no_proxy", default: false, "Connect directly even if the environment names a proxy.")

    static let all: [OptionDeclaration] = [
        username.declaration, password.declaration, host.declaration, port.declaration, timeout.declaration,
        usesTLS.declaration, isInsecure.declaration, usesNTLM.declaration, certificateFile.declaration,
        privateKeyFile.declaration,
        privateKeyPassword.declaration, avoidsProxy.declaration,
    ]
}
