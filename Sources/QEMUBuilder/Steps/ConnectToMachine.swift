import BuildEvents
import Communicators
import ComponentAPI
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
    let log: BuildLog

    /// The way in, or `nil` for `communicator = "none"`.
    func run(_ machine: RunningMachine) async throws -> SSHCommunicator? {
        guard options.kind == .ssh else { return nil }
        let host = options.host ?? Self.host
        let port = UInt16(clamping: port ?? options.port)
        log.say("Using SSH communicator to connect: \(host)")
        log.say("Waiting for SSH to become available...")
        let connection = try await machine.whileRunning {
            try await SSHCommunicator.connect(options, host: host, port: port, temporaryKey: key, log: log)
        }
        log.say("Connected to SSH!")
        return connection
    }
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
