import BuildEvents
import ComponentAPI
import GoTemplate
import Scripts

/// `powershell`: sends PowerShell scripts to the machine and runs them there.
package struct PowerShellProvisioner: Provisioner {
    let shared: WindowsScript
    let options: PowerShellOptions
    let templating: TemplateContext
    let redactor: Redactor

    private var script: ScriptOptions { shared.script }

    package func provision(_ machine: Machine) async throws {
        let communicator = try machine.requiredCommunicator()
        machine.log.say("Provisioning with Powershell...")
        let scripts = try shared.all { options.commands.inlineScript($0, variables: options.variablesPath) }
        for (name, bytes) in scripts {
            machine.log.say("Provisioning with powershell script: \(name)")
            try await run(name, bytes, on: machine, communicator)
        }
        try await SentScript.pause(after: options.pauseAfter, machine.log)
    }

    private func run(
        _ name: String, _ bytes: [UInt8], on machine: Machine, _ communicator: any Communicator
    ) async throws {
        let elevated = try elevatedTask(machine)
        let isElevated = elevated != nil
        let format = EnvironmentFormat(
            format: isElevated ? options.elevatedFormat : options.format, quoting: .powerShell)
        let variables = PowerShellCommands.variablesScript(format.text(script.variables(for: machine)))
        let command = try elevated?.runner ?? command(options.executeCommand, machine)
        let exit = try await shared.sent.startRetried(name) { started in
            try await communicator.upload(.bytes(variables, mode: 0o600), to: options.variablesPath, progress: nil)
            try await communicator.upload(.bytes(bytes, mode: 0o755), to: options.path, progress: nil)
            if let elevated {
                try await communicator.upload(.bytes(elevated.script, mode: 0o600), to: elevated.path, progress: nil)
            }
            started()
            return try await communicator.run(command) { machine.log.show($0) }
        }
        // The scripts hold variables and perhaps a password: they go whatever the exit code is.
        if !options.skipsClean {
            await cleanUp(
                [options.path, options.variablesPath] + (elevated.map { [$0.path] } ?? []), machine.log, communicator)
        }
        try shared.sent.check(exit, name)
    }

    private func command(_ template: String, _ machine: Machine) throws -> String {
        var data = machine.generatedData.mapValues { GoValue.string($0) }
        data["Vars"] = .string(options.variablesPath)
        data["Path"] = .string(options.path)
        return try templating.adding(data).render(template)
    }

    /// What runs the script as another user, if the template wants one.
    private func elevatedTask(_ machine: Machine) throws -> ElevatedTask? {
        guard !options.elevatedUser.isEmpty else { return nil }
        let context = templating.adding(machine.generatedData.mapValues { GoValue.string($0) })
        let password = try context.render(options.elevatedPassword)
        if !password.isEmpty { redactor.add(password) }
        return ElevatedTask(
            user: try context.render(options.elevatedUser), password: password,
            command: try command(options.elevatedExecuteCommand, machine),
            name: "packer-elevated-shell-\(PowerShellOptions.identifier())")
    }

    /// How long a machine may be away that is to be cleaned up.
    private static let cleanUpTimeout = Duration.seconds(60)

    /// A machine that cannot be cleaned up is told; the scripts did their work.
    private func cleanUp(_ paths: [String], _ log: BuildLog, _ communicator: any Communicator) async {
        let path = "c:/Windows/Temp/packer-cleanup-\(PowerShellOptions.identifier()).ps1"
        let retried = WindowsScript(script: script, startRetryTimeout: Self.cleanUpTimeout)
        do {
            _ = try await retried.sent.startRetried(path) { _ in
                let bytes = PowerShellCommands.cleanUpScript(paths)
                try await communicator.upload(.bytes(bytes, mode: 0o600), to: path, progress: nil)
                let program = options.commands.usesPwsh ? "pwsh" : "powershell"
                return try await communicator.run("\(program) -executionpolicy bypass -file \(path)") { _ in }
            }
        } catch {
            log.message("Warning: temporary scripts may still be on the machine: \(error)")
        }
    }

    /// The component's entry in the catalogue.
    package static let type = ProvisionerType(
        name: "powershell", summary: "Runs PowerShell scripts on a Windows machine.",
        options: ScriptOptions.declarations + PowerShellOptions.Keys.all
    ) { reader, environment in
        let script = ScriptOptions(reader, environment)
        let options = PowerShellOptions(reader, isInline: !script.inline.isEmpty, redactor: environment.redactor)
        let provisioner = PowerShellProvisioner(
            shared: WindowsScript(script: script, startRetryTimeout: options.startRetryTimeout), options: options,
            templating: reader.templating, redactor: environment.redactor)
        return Prepared(provisioner, warnings: try reader.finish())
    }
}
