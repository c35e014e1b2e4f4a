import BuildEvents
import Communicators
import ComponentAPI
import GoTemplate
import HostOS
import Scripts

/// `shell`: sends scripts to the machine and runs them there.
package struct ShellProvisioner: Provisioner {
    let script: ScriptOptions
    let options: ShellOptions
    let templating: TemplateContext

    private var sent: SentScript {
        SentScript(
            script, startRetryTimeout: options.startRetryTimeout,
            disconnectAdvice: options.expectsDisconnect
                ? nil
                : "If you expected your script to disconnect, i.e. from a restart, you can try adding "
                    + "`\"expect_disconnect\": true` or `\"valid_exit_codes\": [0, 2300218]` to the shell "
                    + "provisioner parameters.")
    }

    package func provision(_ machine: Machine) async throws {
        let communicator = try machine.requiredCommunicator()
        if script.inline.isEmpty {
            for path in script.scripts {
                try await run(path, try script.contents(path), on: machine, communicator)
            }
        } else {
            let text = script.inlineScript(
                shebang: options.inlineShebang, isShebangExplicit: options.isShebangExplicit)
            try await run("inline script", text, on: machine, communicator)
        }
        try await SentScript.pause(after: options.pauseAfter, machine.log)
    }

    private func run(
        _ name: String, _ contents: [UInt8], on machine: Machine, _ communicator: any Communicator
    ) async throws {
        machine.log.say("Provisioning with shell script: \(name)")
        let variables = script.variables(for: machine)
        let file = options.usesEnvironmentFile ? options.environmentFile : ""
        let text = EnvironmentFormat(format: options.environmentFormat).text(variables)
        let command = try command(variables: text, file: file, machine)
        let exit = try await sent.startRetried(name) { started in
            if options.usesEnvironmentFile {
                try await communicator.upload(.bytes(Array(text.utf8), mode: 0o600), to: file, progress: nil)
            }
            // The mode goes with the upload; chmod again because a communicator may not carry modes.
            try await communicator.upload(.bytes(contents, mode: 0o755), to: options.path, progress: nil)
            let restrict = file.isEmpty ? "" : "chmod 0600 \(file); "
            started()
            return try await communicator.run("\(restrict)chmod 0755 \(options.path); \(command)") {
                machine.log.show($0)
            }
        }
        try sent.check(exit, name)
        if !options.skipsClean {
            try await removeRetried([options.path] + (file.isEmpty ? [] : [file]), communicator, machine.log)
        }
    }

    private func command(variables: String, file: String, _ machine: Machine) throws -> String {
        var data = machine.generatedData.mapValues { GoValue.string($0) }
        data["Vars"] = .string(variables)
        data["Path"] = .string(options.path)
        data["EnvVarFile"] = .string(file)
        return try templating.adding(data).render(options.executeCommand)
    }

    /// After a script that restarts the machine the connection may take a while to come back.
    private func removeRetried(_ paths: [String], _ communicator: any Communicator, _ log: BuildLog) async throws {
        let exit = try await sent.startRetried(options.path) { _ in
            try await communicator.run("rm -f \(paths.joined(separator: " "))") { log.show($0) }
        }
        guard exit == .status(0) else {
            throw ProvisionerError.unsuitable("Error removing the temporary script at \(options.path)!")
        }
    }
}
