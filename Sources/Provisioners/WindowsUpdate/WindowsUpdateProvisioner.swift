import BuildEvents
import ComponentAPI
import GoTemplate
import Scripts
import WinRM

/// `windows-update`: installs updates and restarts the machine until nothing is left to install.
package struct WindowsUpdateProvisioner: Provisioner {
    let options: WindowsUpdateOptions
    let templating: TemplateContext
    let redactor: Redactor
    var restart = WindowsRestart(
        command: "shutdown /r /f /t 0 /c \"packer restart\"", check: nil, registryKeys: [])
    /// How long to wait before a round that failed is tried again.
    var retryPause = Duration.seconds(10)

    /// How often in a row a restart may be due that no update of ours asked for.
    private static let maxPending = 3
    /// How the names of all files on the machine begin.
    private static let names = "packer-windows-update"

    private var restarting: WindowsRestartProvisioner {
        WindowsRestartProvisioner(restart: restart, timeout: options.restartTimeout)
    }

    package func provision(_ machine: Machine) async throws {
        let communicator = try machine.requiredCommunicator()
        let path = "C:/Windows/Temp/\(Self.names)-\(ElevatedTask.identifier()).ps1"
        machine.log.say("Uploading the Windows update script...")
        try await communicator.upload(.bytes(options.script.bytes, mode: 0o644), to: path, progress: nil)
        // Scripts of tasks that the connection was lost to are among the files, and hold the password.
        let files = "C:/Windows/Temp/\(Self.names)-*"
        do {
            try await installAll(path, machine, communicator)
        } catch {
            await remove(files, machine.log, communicator)
            throw error
        }
        await remove(files, machine.log, communicator)
    }

    private func installAll(_ path: String, _ machine: Machine, _ communicator: any Communicator) async throws {
        var failures = 0
        var pending = 0
        while true {
            machine.log.say("Running Windows update...")
            let outcome: WindowsUpdateScript.Outcome
            do {
                outcome = try await round(path, machine, communicator)
            } catch let lost as any MachineUnreachable {
                // An update of a network driver does this, or one that restarts the machine by itself.
                failures += 1
                guard failures <= options.maxRetries else { throw lost }
                machine.log.message("The connection was lost: \(lost.detail)")
                try await restarting.waitForReturn(machine)
                continue
            }
            switch outcome {
            case .nothingLeft: return
            case .again: (failures, pending) = (0, 0)
            case .restart:
                (failures, pending) = (0, 0)
                try await restarting.provision(machine)
            case .restartPending:
                pending += 1
                guard pending <= Self.maxPending else {
                    throw ProvisionerError.unsuitable(
                        "Windows asks for a restart again after \(Self.maxPending) restarts in a row.")
                }
                try await restarting.provision(machine)
            case .failed(let code):
                failures += 1
                guard failures <= options.maxRetries else {
                    throw ProvisionerError.unsuitable("Windows update failed with exit code \(code).")
                }
                machine.log.message("Windows update failed with exit code \(code); trying again...")
                try await Task.sleep(for: retryPause)
            }
        }
    }

    /// One search with what it finds, as the user with full rights.
    private func round(
        _ path: String, _ machine: Machine, _ communicator: any Communicator
    ) async throws -> WindowsUpdateScript.Outcome {
        let context = templating.adding(machine.generatedData.mapValues { GoValue.string($0) })
        let password = try context.render(options.password)
        if !password.isEmpty { redactor.add(password) }
        // Another name each time: a task whose connection was lost may still be running.
        let task = ElevatedTask(
            user: try context.render(options.username), password: password,
            command: "powershell -NoProfile -ExecutionPolicy Bypass -File \(path)",
            name: "\(Self.names)-\(ElevatedTask.identifier())")
        try await communicator.upload(.bytes(task.script, mode: 0o600), to: task.path, progress: nil)
        let exit = try await communicator.run(task.runner) { machine.log.show($0) }
        await remove(task.path, machine.log, communicator)
        guard case .status(let code) = exit else { return .failed(-1) }
        return .init(exitCode: code)
    }

    /// Removes files by a pattern; what cannot be removed is told, for the updates are installed all the same.
    private func remove(_ path: String, _ log: BuildLog, _ communicator: any Communicator) async {
        let script = "Remove-Item -Force -ErrorAction SilentlyContinue -Path \(PowerShell.literal(path))"
        do {
            _ = try await communicator.run(PowerShell.command(script)) { _ in }
        } catch {
            log.message("Warning: \(path) may still be on the machine: \(error)")
        }
    }

    /// The component's entry in the catalogue.
    package static let type = ProvisionerType(
        name: "windows-update", summary: "Installs updates of Windows and restarts until none is left.",
        options: WindowsUpdateOptions.Keys.all
    ) { reader, environment in
        let provisioner = WindowsUpdateProvisioner(
            options: WindowsUpdateOptions(reader, environment.redactor), templating: reader.templating,
            redactor: environment.redactor)
        return Prepared(provisioner, warnings: try reader.finish())
    }
}
