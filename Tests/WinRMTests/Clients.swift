import TestSupport
import WinRM

extension WSManServer {
    /// A client with the right name and password, unless `change` says otherwise.
    func client(_ change: (inout WinRMSettings) -> Void = { _ in }) throws -> WinRMClient {
        var settings = WinRMSettings(
            host: "127.0.0.1", port: Int(port), username: setup.user, password: setup.password)
        settings.usesProxy = false
        change(&settings)
        return try WinRMClient(settings)
    }
}

extension WinRMClient {
    /// Runs one command in a shell of its own and gives all that it printed.
    func output(of command: String, input: [UInt8]? = nil) async throws -> (out: String, errors: String, exit: Int) {
        var output: [UInt8] = []
        var errors: [UInt8] = []
        let exit = try await RemoteShell.with(self) { shell in
            try await shell.run(command, input: input) { stream, bytes in
                if stream == .standardOutput { output += bytes } else { errors += bytes }
            }
        }
        return (String(decoding: output, as: UTF8.self), String(decoding: errors, as: UTF8.self), exit)
    }
}

extension WSManServer.Setup {
    init(offers: String..., unencrypted: Bool = true, closes: Bool = false) {
        self.init()
        self.offers = offers
        allowsUnencrypted = unencrypted
        closesConnections = closes
    }
}
