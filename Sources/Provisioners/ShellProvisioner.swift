import BuildEvents
import Communicators
import ComponentAPI
import GoTemplate
import HostOS
import Scripts

/// `shell`: sends scripts to the machine and runs them there.
package struct ShellProvisioner: Provisioner {
    /// The exit status that stands for a lost connection.
    static let disconnectedStatus = 2_300_218

    let script: ScriptOptions
    let options: ShellOptions
    let templating: TemplateContext

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
        if options.pauseAfter > .zero {
            machine.log.say("Pausing after run...")
            try await Task.sleep(for: options.pauseAfter)
        }
    }

    private func run(
        _ name: String, _ contents: [UInt8], on machine: Machine, _ communicator: any Communicator
    ) async throws {
        machine.log.say("Provisioning with shell script: \(name)")
        let variables = script.variables(for: machine)
        let file = options.usesEnvironmentFile ? options.environmentFile : ""
        let text = EnvironmentFormat(format: options.environmentFormat).text(variables)
        let command = try command(variables: text, file: file, machine)
        let exit = try await startRetried(name) { started in
            if options.usesEnvironmentFile {
                try await communicator.upload(.bytes(Array(text.utf8), mode: 0o600), to: file, progress: nil)
            }
            // The mode goes with the upload; chmod again because a communicator may not carry modes.
            try await communicator.upload(.bytes(contents, mode: 0o755), to: options.path, progress: nil)
            let restrict = file.isEmpty ? "" : "chmod 0600 \(file); "
            started()
            return try await communicator.run("\(restrict)chmod 0755 \(options.path); \(command)") {
                Self.show($0, machine.log)
            }
        }
        try check(exit, name)
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

    /// How a script ended; `nil` for a connection that went away while it ran.
    ///
    /// What fails for want of a connection before the script runs is tried again for `start_retry_timeout`.
    private func startRetried(
        _ name: String, _ body: (_ started: () -> Void) async throws -> CommandExit
    ) async throws -> CommandExit? {
        let clock = ContinuousClock()
        let end = clock.now + options.startRetryTimeout
        while true {
            var isRunning = false
            let failure: ProvisionerError
            do {
                return try await body { isRunning = true }
            } catch let lost as CommunicatorDisconnected {
                if isRunning { return nil }
                failure = .unreachable(path: name, detail: lost.detail)
            } catch let error as ConnectionError {
                failure = .unreachable(path: name, detail: error.description)
            }
            guard clock.now < end else { throw failure }
            try await Task.sleep(for: min(.seconds(2), max(.zero, end - clock.now)))
        }
    }

    private func check(_ exit: CommandExit?, _ name: String) throws {
        switch exit {
        case .status(let status):
            guard script.validExitCodes.contains(status) else {
                throw ScriptError(ending: "\(status)", allowed: script.validExitCodes)
            }
        case .signal(let signal):
            throw ScriptError(ending: "signal SIG\(signal)", allowed: script.validExitCodes)
        case nil:
            guard options.expectsDisconnect || script.validExitCodes.contains(Self.disconnectedStatus) else {
                throw ProvisionerError.disconnected(path: name)
            }
        }
    }

    /// After a script that restarts the machine the connection may take a while to come back.
    private func removeRetried(_ paths: [String], _ communicator: any Communicator, _ log: BuildLog) async throws {
        let exit = try await startRetried(options.path) { _ in
            try await communicator.run("rm -f \(paths.joined(separator: " "))") { Self.show($0, log) }
        }
        guard exit == .status(0) else {
            throw ProvisionerError.unsuitable("Error removing the temporary script at \(options.path)!")
        }
    }

    private static func show(_ output: CommandOutput, _ log: BuildLog) {
        switch output {
        case .standardOutput(let line): log.message(line)
        case .standardError(let line): log.error(line)
        }
    }
}
