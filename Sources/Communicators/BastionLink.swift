internal import BuildEvents
internal import SSH
internal import Synchronization

/// The connection to the host through which the machine is reached; made when it is needed and kept for the build.
final class BastionLink: Sendable {
    private let configuration: SSHConfiguration
    private let memory: HostKeyMemory
    private let ask: (@Sendable (SSHPrompt) async throws -> Secret<String>)?
    private let session = Mutex<SSHSession?>(nil)

    init(
        _ configuration: SSHConfiguration, log: BuildLog,
        ask: (@Sendable (SSHPrompt) async throws -> Secret<String>)?
    ) {
        // Nothing that a build does gives a bastion another key.
        let memory = HostKeyMemory(of: "the bastion", onChange: .refuse, log: log)
        var configuration = configuration
        configuration.hostKeyCheck = { try memory.check($0) }
        configuration.timeouts.redial = nil
        self.configuration = configuration
        self.memory = memory
        self.ask = ask
    }

    /// A connection that stands, as far as is known.
    ///
    /// - Throws: `SSHConnectFailure` that names the bastion.
    func standing() async throws -> SSHSession {
        if let session = session.withLock({ $0 }), session.isConnected { return session }
        await close()
        do {
            let session = try await SSHSession.connect(configuration, ask: ask)
            memory.accept(session.facts.hostKeyFingerprint)
            self.session.withLock { $0 = session }
            return session
        } catch var failure as SSHConnectFailure {
            failure.message = "bastion \(configuration.host): \(failure.message)"
            throw failure
        }
    }

    func close() async {
        let session = session.withLock { session in
            defer { session = nil }
            return session
        }
        await session?.close()
    }
}
