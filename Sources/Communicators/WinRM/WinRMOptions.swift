package import BuildEvents
internal import ComponentAPI
internal import WinRM

/// How the WinRM service of a machine is reached.
package struct WinRMOptions: Sendable {
    package var username: String
    package var password: Secret<String>
    /// Given by the template; builders mostly know better.
    package var host: String?
    /// The port in the machine.
    package var port: Int
    package var timeout: Duration
    var usesTLS: Bool
    var isInsecure: Bool
    var usesNTLM: Bool?
    var avoidsProxy: Bool

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
    }

    func check(_ reader: OptionReader) {
        if username.isEmpty {
            reader.error("Missing winrm_username", "A winrm_username must be given with communicator = \"winrm\".")
        }
        if !(1...65535).contains(port) {
            reader.error("Impossible port", "A port lies between 1 and 65535, not at \(port).", of: WinRMKeys.port)
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
        settings.usesProxy = !avoidsProxy
        return settings
    }
}
