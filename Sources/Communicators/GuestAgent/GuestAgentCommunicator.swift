package import BuildEvents
package import ComponentAPI
internal import GuestAgent

/// The way into a machine through its QEMU guest agent, which needs no network: commands run as the agent's user,
/// mostly root.
package final class GuestAgentCommunicator: MachineConnection {
    private let link: GuestAgentLink

    /// Waits until the agent answers.
    ///
    /// - Parameter socket: the unix socket of the channel on this host.
    /// - Throws: `GuestAgentError`, `CancellationError`.
    package static func connect(
        _ options: GuestAgentOptions, socket: String, log: BuildLog
    ) async throws -> GuestAgentCommunicator {
        let link = GuestAgentLink(socket: socket, timeout: options.timeout, log: log)
        do {
            try await link.standing().checkAbilities()
        } catch {
            await link.close()
            throw error
        }
        return GuestAgentCommunicator(link)
    }

    private init(_ link: GuestAgentLink) {
        self.link = link
    }

    /// Ends the channel.
    package func close() async {
        await link.close()
    }

    package func run(
        _ command: String, output: @escaping @Sendable (CommandOutput) -> Void
    ) async throws -> CommandExit {
        try await telling { client in
            try await GuestCommand(client: client, text: command, output: output).run()
        }
    }

    package func upload(
        _ source: UploadSource, to path: String, progress: (@Sendable (Int64) -> Void)?
    ) async throws {
        try await telling { client in
            try await GuestTransfer(client).upload(source, to: path) { progress?($0) }
        }
    }

    package func uploadDirectory(_ source: String, to path: String) async throws {
        try await telling { client in try await GuestTransfer(client).uploadDirectory(source, to: path) }
    }

    package func download(
        _ path: String, to destination: String, progress: (@Sendable (Int64) -> Void)?
    ) async throws {
        try await telling { client in
            try await GuestTransfer(client).download(path, to: destination) { progress?($0) }
        }
    }

    package func downloadDirectory(_ path: String, to destination: String) async throws {
        try await telling { client in try await GuestTransfer(client).downloadDirectory(path, to: destination) }
    }

    /// Runs `body` with an agent that answers; one that is lost meanwhile is told as a disconnect.
    private func telling<Value: Sendable>(_ body: (GuestAgentClient) async throws -> Value) async throws -> Value {
        let client = try await link.standing()
        do {
            return try await body(client)
        } catch let error as GuestAgentError where error.kind == .closed || error.kind == .silent {
            throw CommunicatorDisconnected(detail: error.message)
        }
    }
}
