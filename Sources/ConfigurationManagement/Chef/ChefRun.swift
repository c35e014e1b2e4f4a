import BuildEvents
import ComponentAPI
import GoTemplate

/// The steps that both provisioners of Chef share.
struct ChefRun: Sendable {
    let options: ChefOptions
    let guest: ManagedGuest

    private static let offlineAdvice = [
        "install_command downloads Chef, which needs a network in the machine. Without one, install Chef in an "
            + "earlier provisioner and set skip_install = true, or name its package in package_files."
    ]

    /// Installs Chef, unless it is there already, and makes the staging directory.
    func prepare() async throws {
        if let install = options.installCommand {
            let command = try install.render([
                "Sudo": .bool(options.usesSudo), "Version": .string(options.version),
            ])
            guest.log.message("Installing Chef: \(command)")
            let exit = try await guest.run(command)
            guard exit == .status(0) else {
                throw GuestToolError("Install script of Chef ended with \(exit.words)", advice: Self.offlineAdvice)
            }
        }
        try await options.packages.install(on: guest, besides: options.staging)
        try await guest.makeFolder(options.staging)
    }

    /// - Returns: the secret's path on the machine; empty if there is none.
    func uploadSecret() async throws -> String {
        guard let secret = options.secret else { return "" }
        let path = "\(options.staging)/encrypted_data_bag_secret"
        guest.log.message("Uploading the secret of encrypted data bags from: \(secret)")
        try await guest.uploadFile(secret, to: path, mode: 0o600)
        return path
    }

    /// Writes the configuration and the attributes.
    ///
    /// - Parameters:
    ///   - usual: the configuration of a template without `config_template`.
    ///   - data: the variables of `config_template`.
    /// - Returns: the command that runs Chef with them.
    func command(
        configuration name: String, usual: RubySettings, _ data: [String: GoValue], attributes json: String
    ) async throws -> String {
        let configuration = "\(options.staging)/\(name)"
        guest.log.message("Creating configuration file '\(name)'")
        try await guest.uploadText(options.configuration?.render(data) ?? usual.text, to: configuration)
        let attributes = "\(options.staging)/\(json)"
        guest.log.message("Creating JSON attribute file")
        // Attributes may hold passwords: nobody else on the machine has to read them.
        try await guest.uploadText(options.attributes.text, to: attributes, mode: 0o600)
        return try options.executeCommand.render([
            "ConfigPath": .string(configuration), "JsonPath": .string(attributes), "Sudo": .bool(options.usesSudo),
        ])
    }

    /// - Throws: `GuestToolError` if Chef ended in any way but well.
    func check(_ exit: CommandExit) throws {
        guard exit != .status(0) else { return }
        throw GuestToolError(
            "Error executing Chef: \(exit.words)",
            advice: exit == .status(127) || options.installCommand == nil
                ? ["With skip_install, Chef has to be in the PATH of the machine (with sudo: in that of root)."] : [])
    }
}
