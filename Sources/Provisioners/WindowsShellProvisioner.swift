import BuildEvents
import ComponentAPI
import GoTemplate
import Scripts

/// `windows-shell`: sends batch scripts to the machine and runs them there by `cmd.exe`.
package struct WindowsShellProvisioner: Provisioner {
    enum Keys {
        static let format = OptionKey<String>(
            "env_var_format", default: "set \"%s=%s\" && ",
            "How one variable is written: name and value for each %s.")
        static let executeCommand = OptionKey<String>(
            "execute_command", default: "{{.Vars}}\"{{.Path}}\"", late: true,
            "The command that runs the script: Vars, Path, and the values of the build.")
        static let remotePath = OptionKey<String>(
            "remote_path", default: "c:/Windows/Temp/script.bat", "The script's path on the machine.")

        static let all: [OptionDeclaration] = [
            format.declaration, executeCommand.declaration, remotePath.declaration,
            SentScript.Keys.startRetryTimeout.declaration,
        ]
    }

    let shared: WindowsScript
    let format: String
    let executeCommand: String
    let path: String
    let templating: TemplateContext

    package func provision(_ machine: Machine) async throws {
        let communicator = try machine.requiredCommunicator()
        for (name, bytes) in try shared.all(inline: Self.inlineScript) {
            machine.log.say("Provisioning with shell script: \(name)")
            let command = try command(machine)
            let exit = try await shared.sent.startRetried(name) { started in
                try await communicator.upload(.bytes(bytes, mode: 0o755), to: path, progress: nil)
                started()
                return try await communicator.run(command) { machine.log.show($0) }
            }
            try shared.sent.check(exit, name)
        }
    }

    /// With Windows' line ends: `cmd.exe` may miss a label otherwise.
    private static func inlineScript(_ lines: [String]) -> [UInt8] {
        Array(lines.map { $0.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n") + "\r\n" }.joined().utf8)
    }

    private func command(_ machine: Machine) throws -> String {
        var data = machine.generatedData.mapValues { GoValue.string($0) }
        let variables = shared.script.variables(for: machine)
        data["Vars"] = .string(EnvironmentFormat(format: format, quoting: .none).text(variables))
        data["Path"] = .string(path)
        return try templating.adding(data).render(executeCommand)
    }

    /// The component's entry in the catalogue.
    package static let type = ProvisionerType(
        name: "windows-shell", summary: "Runs batch scripts on a Windows machine.",
        options: ScriptOptions.declarations + Keys.all
    ) { reader, environment in
        let provisioner = WindowsShellProvisioner(
            shared: WindowsScript(
                script: ScriptOptions(reader, environment),
                startRetryTimeout: reader.value(SentScript.Keys.startRetryTimeout)),
            format: reader.value(Keys.format), executeCommand: reader.value(Keys.executeCommand),
            path: reader.value(Keys.remotePath), templating: reader.templating)
        return Prepared(provisioner, warnings: try reader.finish())
    }
}
