package import BuildEvents
internal import ComponentAPI
internal import HTTP
internal import HostOS
internal import WinRM

/// How the WinRM service of a machine is reached.
package struct WinRMOptions: Sendable {
    /// A local user's name, or `DOMAIN\user`: `winrm_username`.
    package var username: String
    /// Empty where a certificate logs in: `winrm_password`.
    package var password: Secret<String>
    /// Given by the template; builders mostly know better.
    package var host: String?
    /// The port in the machine.
    package var port: Int
    /// How long to wait for the service: `winrm_timeout`.
    package var timeout: Duration
    var usesTLS: Bool
    var isInsecure: Bool
    var usesNTLM: Bool?
    var avoidsProxy: Bool
    /// Instead of name and password.
    var certificate: Certificate?

    /// A login by TLS.
    struct Certificate: Sendable {
        var file: String
        var keyFile: String
        var keyPassword: Secret<String>
    }

    init(_ reader: OptionReader) {
        username = reader.optional(WinRMKeys.username) ?? ""
        password = Secret(reader.optional(WinRMKeys.password) ?? "")
        host = reader.optional(WinRMKeys.host).nonEmpty
        usesTLS = reader.value(WinRMKeys.usesTLS)
        port = reader.optional(WinRMKeys.port).flatMap { $0 == 0 ? nil : $0 } ?? (usesTLS ? 5986 : 5985)
        timeout = reader.value(WinRMKeys.timeout)
        isInsecure = reader.value(WinRMKeys.isInsecure)
        usesNTLM = reader.optional(WinRMKeys.usesNTLM)
        avoidsProxy = reader.value(WinRMKeys.avoidsProxy)
        certificate = reader.optional(WinRMKeys.certificateFile).nonEmpty.map { file in
            Certificate(
                file: file, keyFile: reader.optional(WinRMKeys.privateKeyFile).nonEmpty ?? file,
                keyPassword: Secret(reader.optional(WinRMKeys.privateKeyPassword) ?? ""))
        }
    }

    func check(_ reader: OptionReader) {
        if username.isEmpty, certificate == nil {
            reader.error(
                "Missing winrm_username",
                "A winrm_username must be given with communicator = \"winrm\", or a winrm_certificate_file.")
        }
        if let certificate { check(certificate, reader) }
        if !(1...65535).contains(port) {
            reader.error("Impossible port", "A port lies between 1 and 65535, not at \(port).", of: WinRMKeys.port)
        }
    }

    private func check(_ certificate: Certificate, _ reader: OptionReader) {
        if !usesTLS {
            reader.error(
                "Certificate without TLS", "A winrm_certificate_file needs winrm_use_ssl = true.",
                of: WinRMKeys.certificateFile)
        }
        if usesNTLM == true {
            reader.error(
                "Two ways to log in", "Only one of winrm_use_ntlm and winrm_certificate_file can be given.",
                of: WinRMKeys.certificateFile)
        }
        for (file, key) in [
            (certificate.file, WinRMKeys.certificateFile), (certificate.keyFile, WinRMKeys.privateKeyFile),
        ] where HostFiles.kind(of: file, followingLinks: true) != .file {
            reader.error(
                "File not found", "The option \"\(key.name)\" names \"\(file)\", which is no file.",
                of: reader.isSet(key) ? key : WinRMKeys.certificateFile)
        }
    }

    /// What provisioners and post-processors are told.
    ///
    /// - Parameter port: where the machine's port is reached, if it is elsewhere.
    package func generatedData(host: String, port: Int?) -> [String: String] {
        [
            "Host": host, "Port": "\(port ?? self.port)", "User": username, "Password": password.exposed,
            "WinRMPassword": password.exposed,
        ]
    }

    func settings(host: String, port: Int) -> WinRMSettings {
        var settings = WinRMSettings(host: host, port: port, username: username, password: password.exposed)
        settings.usesTLS = usesTLS
        settings.verifiesServer = !isInsecure
        settings.usesNTLM = usesNTLM
        settings.clientCertificate = certificate.map {
            .init(certificateFile: $0.file, keyFile: $0.keyFile, keyPassword: $0.keyPassword.exposed)
        }
        settings.usesProxy = !avoidsProxy
        return settings
    }
}
