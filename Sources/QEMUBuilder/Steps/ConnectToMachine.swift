import BuildEvents
import Communicators
import ComponentAPI
import HostOS
import QEMU
import SSH

/// Waits until the machine lets us in.
struct ConnectToMachine: Sendable {
    /// Where the guest's forwarded port is.
    static let host = "127.0.0.1"

    let options: CommunicatorOptions
    /// The forwarded port on the host.
    let port: Int?
    let key: SSHKeyPair?
    /// Where QEMU listens for whoever talks to the guest's agent.
    let agentSocket: String
    let log: BuildLog
    /// Asks the user; `nil` where nobody can answer.
    var ask: (@Sendable (String) async throws -> String)?

    /// The way in, or `nil` for `communicator = "none"`.
    func run(_ machine: RunningMachine) async throws -> (any MachineConnection)? {
        switch options.kind {
        case .ssh: try await overSSH(machine)
        case .guestAgent: try await throughAgent(machine)
        case .winRM: try await overWinRM(machine)
        // The one needs no machine, the other no way into it.
        case .guestFS, .none: nil
        }
    }

    private func throughAgent(_ machine: RunningMachine) async throws -> any MachineConnection {
        let socket = agentSocket
        log.say("Waiting for the QEMU guest agent...")
        let connection = try await machine.whileRunning {
            try await GuestAgentCommunicator.connect(options.guestAgent, socket: socket, log: log)
        }
        log.say("Connected to the guest agent!")
        return connection
    }

    private func overWinRM(_ machine: RunningMachine) async throws -> any MachineConnection {
        let winRM = options.winRM
        let host = winRM.host ?? Self.host
        let port = port ?? winRM.port
        log.say("Using WinRM communicator to connect: \(host)")
        log.say("Waiting for WinRM to become available...")
        let connection = try await machine.whileRunning {
            try await WinRMCommunicator.connect(
                winRM, host: host, port: port, pause: options.pauseBeforeConnecting, log: log)
        }
        log.say("Connected to WinRM!")
        return connection
    }

    private func overSSH(_ machine: RunningMachine) async throws -> any MachineConnection {
        let host = options.host ?? Self.host
        let port = UInt16(clamping: port ?? options.port)
        log.say("Using SSH communicator to connect: \(host)")
        log.say("Waiting for SSH to become available...")
        let connection = try await machine.whileRunning {
            try await SSHCommunicator.connect(
                options, host: host, port: port, temporaryKey: key, log: log, ask: ask)
        }
        log.say("Connected to SSH!")
        return connection
    }
}

extension MachineParts {
    /// Where QEMU listens for whoever talks to the guest's agent.
    var agentSocket: String { HostPath.join(scratch, "agent") }
}

/// Runs the provisioners.
struct ProvisionMachine: Sendable {
    /// How long the last provisioner may take to notice that it shut the machine down itself.
    let grace: Duration

    func run(_ machine: RunningMachine, _ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await machine.whileRunning { try await Task.sleep(for: .seconds(1 << 30)) }
            }
            defer { group.cancelAll() }
            do {
                try await group.next()
            } catch let ended as QEMUEnded {
                group.addTask {
                    try await Task.sleep(for: grace)
                    throw ended
                }
                try await group.next()
            }
        }
    }
}
