internal import AsyncSupport
internal import BuildEvents
internal import ComponentAPI
internal import GuestAgent
internal import HostOS
internal import JSONText
internal import Synchronization

/// The channel to a machine's guest agent: made when it is needed, and again after it was lost.
final class GuestAgentLink: Sendable {
    private let socket: String
    private let timeout: Duration
    private let log: BuildLog
    private let client = Mutex<GuestAgentClient?>(nil)

    init(socket: String, timeout: Duration, log: BuildLog) {
        self.socket = socket
        self.timeout = timeout
        self.log = log
    }

    /// An agent that answers: waits for it as long as the template allows.
    ///
    /// - Throws: `GuestAgentError` of the last attempt, `CancellationError`.
    func standing() async throws -> GuestAgentClient {
        do {
            return try await withDeadline(timeout) { [self] in try await attempts() }
        } catch is DeadlineExceeded {
            throw GuestAgentError(.silent, "no guest agent answered within \(timeout.tenths) s (guest_agent_timeout)")
        }
    }

    func close() async {
        let client = client.withLock { client in
            defer { client = nil }
            return client
        }
        await client?.close()
    }

    private func attempts() async throws -> GuestAgentClient {
        var last = ""
        // The channel keeps what was asked in vain, so questions must not become many.
        var patience = Duration.seconds(2)
        while true {
            do {
                return try await attempt(patience)
            } catch let error as GuestAgentError where error.kind == .silent {
                if last != error.message { log.message("Waiting for the guest agent: \(error.message)") }
                last = error.message
                patience = min(patience * 2, .seconds(30))
            } catch let error as GuestAgentError where error.kind == .closed {
                await close()
                try await Task.sleep(for: .milliseconds(200))
            } catch let error as HostError where error.isNotFound || error.isConnectionRefused {
                if last != error.reason { log.message("Waiting for the guest agent: \(error)") }
                last = error.reason
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    private func attempt(_ patience: Duration) async throws -> GuestAgentClient {
        if let known = client.withLock({ $0 }) {
            try await known.synchronize(within: patience)
            return known
        }
        let made = GuestAgentClient(stream: try await SocketStream.connect(unixPath: socket))
        client.withLock { $0 = made }
        try await made.synchronize(within: patience)
        return made
    }
}

extension GuestAgentClient {
    /// Makes sure that the agent can do what a communicator needs.
    ///
    /// - Throws: `GuestAgentError` of kind `unusable`.
    func checkAbilities() async throws {
        let commands = try await execute("guest-info")["supported_commands"]?.array ?? []
        let enabled = Set(commands.filter { $0["enabled"]?.bool == true }.compactMap { $0["name"]?.string })
        let needed = [
            "guest-exec", "guest-exec-status", "guest-file-open", "guest-file-read", "guest-file-write",
            "guest-file-close",
        ]
        let missing = needed.filter { !enabled.contains($0) }
        guard missing.isEmpty else {
            throw GuestAgentError(
                .unusable, "the guest agent does not offer \(missing.joined(separator: ", "))")
        }
        guard enabled.contains("guest-get-osinfo") else { return }
        // Some agents cannot tell; those of Windows can.
        let system = (try? await execute("guest-get-osinfo"))?["id"]?.string
        guard system != "mswindows" else {
            throw GuestAgentError(.unusable, "the guest runs Windows, whose commands this version does not run")
        }
    }
}
