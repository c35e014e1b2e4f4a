import AsyncSupport
import BuildEvents
import ComponentAPI
import Synchronization
import WinRM

/// `windows-restart`: restarts the machine and waits until it can be worked with again.
package struct WindowsRestartProvisioner: Provisioner {
    enum Keys {
        static let command = OptionKey<String>(
            "restart_command", default: "shutdown /r /f /t 0 /c \"packer restart\"", "What restarts the machine.")
        static let check = OptionKey<String>(
            "restart_check_command", defaultText: "PowerShell prints a word",
            "A command that succeeds once the machine is back.")
        static let timeout = OptionKey<Duration>(
            "restart_timeout", default: .seconds(300), defaultText: "5m", "How long the restart may take.")
        static let checksRegistry = OptionKey<Bool>(
            "check_registry", default: false, "Whether to wait until no registry key asks for another restart.")
        static let registryKeys = OptionKey<[String]>(
            "registry_keys", default: WindowsRestart.pendingKeys,
            defaultText: "RebootPending, PackagesPending and RebootInProgress of Component Based Servicing",
            "The keys that ask for a restart while they exist.")

        static let all: [OptionDeclaration] = [
            command.declaration, check.declaration, timeout.declaration, checksRegistry.declaration,
            registryKeys.declaration,
        ]
    }

    let restart: WindowsRestart
    let timeout: Duration

    package func provision(_ machine: Machine) async throws {
        machine.log.say("Restarting Machine")
        try await restart.order(try machine.requiredCommunicator(), machine.log)
        try await waitForReturn(machine)
    }

    /// Waits for a machine that restarts, whoever told it to.
    func waitForReturn(_ machine: Machine) async throws {
        let communicator = try machine.requiredCommunicator()
        let restart = restart
        let log = machine.log
        log.say("Waiting for machine to restart...")
        do {
            try await withDeadline(timeout) { try await restart.wait(communicator, log) }
        } catch is DeadlineExceeded {
            throw ProvisionerError.unsuitable("Timeout waiting for machine to restart.")
        }
        log.say("Machine successfully restarted, moving on")
    }

    /// The component's entry in the catalogue.
    package static let type = ProvisionerType(
        name: "windows-restart", summary: "Restarts a Windows machine and waits until it is back.", options: Keys.all
    ) { reader, _ in
        let restart = WindowsRestart(
            command: reader.value(Keys.command), check: reader.optional(Keys.check),
            registryKeys: reader.value(Keys.checksRegistry) ? reader.value(Keys.registryKeys) : [])
        let provisioner = WindowsRestartProvisioner(restart: restart, timeout: reader.value(Keys.timeout))
        return Prepared(provisioner, warnings: try reader.finish())
    }
}

/// The steps of a restart.
struct WindowsRestart: Sendable {
    static let pendingKeys = ["RebootPending", "PackagesPending", "RebootInProgress"].map {
        "HKLM:SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\\($0)"
    }

    /// Windows' words for a shutdown that is on its way already: ERROR_SHUTDOWN_IN_PROGRESS,
    /// ERROR_SHUTDOWN_IS_SCHEDULED, RPC_S_UNKNOWN_IF of a service that is stopping.
    private static let inProgress = 1115
    private static let isScheduled = 1190
    private static let isStopping = 1717

    var command: String
    /// `nil` for the usual one alone.
    var check: String?
    /// Empty for no look at the registry.
    var registryKeys: [String]
    var checkPause = Duration.seconds(5)
    var shutdownPause = Duration.seconds(10)

    /// Tells the machine to restart.
    func order(_ communicator: any Communicator, _ log: BuildLog) async throws {
        do {
            let exit = try await communicator.run(command) { log.show($0) }
            guard [0, Self.inProgress, Self.isScheduled].map(CommandExit.status).contains(exit) else {
                throw ProvisionerError.unsuitable("Restart script exited with non-zero exit status: \(exit.words)")
            }
        } catch is CommunicatorDisconnected {
            // The machine was quicker than its answer.
        }
    }

    /// Waits until the machine has gone down and come back.
    func wait(_ communicator: any Communicator, _ log: BuildLog) async throws {
        try await waitForShutdown(communicator)
        repeat {
            try await waitForReturn(communicator, log)
        } while try await isRestartPending(communicator, log)
    }

    /// Asks for another shutdown, far in the future, until that is refused because one is under way, or not possible
    /// because the machine is down; else a machine that is slow to go down would count as back.
    private func waitForShutdown(_ communicator: any Communicator) async throws {
        while true {
            do {
                let exit = try await communicator.run("shutdown /r /f /t 60 /c \"packer restart test\"") { _ in }
                switch exit {
                case .status(0):
                    // None was under way: the restart is over already. This one must not come.
                    _ = try await communicator.run("shutdown /a") { _ in }
                    return
                case .status(Self.inProgress), .status(Self.isScheduled), .status(Self.isStopping):
                    try await Task.sleep(for: shutdownPause)
                case .status, .signal: return
                }
            } catch is CommunicatorDisconnected {
                return
            }
        }
    }

    private func waitForReturn(_ communicator: any Communicator, _ log: BuildLog) async throws {
        var check = check
        while true {
            try await Task.sleep(for: checkPause)
            do {
                if let command = check {
                    guard try await communicator.run(command, output: { log.show($0) }) == .status(0)
                    else { continue }
                    check = nil
                }
                // What runs commands may be there before PowerShell's modules are, so its words count, not its end.
                let word = "restarted."
                let lines = try await lines(of: "Write-Output \"$env:COMPUTERNAME \(word)\"", communicator)
                guard let line = lines.first(where: { $0.contains(word) }) else { continue }
                return log.message(line)
            } catch is CommunicatorDisconnected {
                continue
            }
        }
    }

    private func isRestartPending(_ communicator: any Communicator, _ log: BuildLog) async throws -> Bool {
        for key in registryKeys {
            do {
                let lines = try await lines(of: "Test-Path -LiteralPath \(PowerShell.literal(key))", communicator)
                guard lines.contains("True") else { continue }
                log.message("The registry key \(key) asks for a restart; waiting...")
                return true
            } catch is CommunicatorDisconnected {
                return true
            }
        }
        return false
    }

    /// What a line of PowerShell prints.
    private func lines(of script: String, _ communicator: any Communicator) async throws -> [String] {
        let printed = Mutex<[String]>([])
        _ = try await communicator.run(PowerShell.command(script)) { output in
            if case .standardOutput(let line) = output { printed.withLock { $0.append(line) } }
        }
        return printed.withLock { $0 }
    }
}

extension CommandExit {
    /// The code, or the signal's name.
    fileprivate var words: String {
        switch self {
        case .status(let status): "\(status)"
        case .signal(let name): "SIG\(name)"
        }
    }
}
