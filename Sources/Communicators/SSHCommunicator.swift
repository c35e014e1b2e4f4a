package import BuildEvents
package import ComponentAPI
package import SSH
internal import Synchronization

/// The way into a machine over SSH; connects again by itself when the connection was lost between two calls.
package final class SSHCommunicator: MachineConnection {
    let connector: SSHConnector
    private let usesTerminal: Bool
    private let method: FileTransferMethod
    private let state: Mutex<SSHSession>

    /// Waits until the machine lets us in.
    ///
    /// - Parameters:
    ///   - host: where to connect, whatever the template says.
    ///   - temporaryKey: generated for this build, if there is one.
    ///   - ask: asks the user what a bastion wants to know; `nil` where nobody can answer.
    /// - Throws: `ConnectionError`; `SSHError` if a key cannot be used.
    package static func connect(
        _ options: CommunicatorOptions, host: String, port: UInt16, temporaryKey: SSHKeyPair? = nil, log: BuildLog,
        ask: (@Sendable (String) async throws -> String)? = nil
    ) async throws -> SSHCommunicator {
        let connector = SSHConnector(
            options, host: host, port: port, temporaryKey: temporaryKey, log: log, ask: ask)
        do {
            var session = try await connector.connect()
            if options.pauseBeforeConnecting > .zero {
                await session.close()
                log.say("Pausing \(options.pauseBeforeConnecting) before connecting again...")
                try await Task.sleep(for: options.pauseBeforeConnecting)
                session = try await connector.connect()
            }
            return SSHCommunicator(session, connector: connector, options: options)
        } catch {
            await connector.close()
            throw error
        }
    }

    private init(_ session: SSHSession, connector: SSHConnector, options: CommunicatorOptions) {
        state = Mutex(session)
        self.connector = connector
        usesTerminal = options.usesTerminal
        method = options.fileTransferMethod
    }

    /// What the handshake showed, for logs.
    package var facts: SSHSession.Facts { state.withLock { $0.facts } }

    /// Ends the connection; the next call would make another one.
    package func close() async {
        await state.withLock { $0 }.close()
        await connector.close()
    }

    package func run(
        _ command: String, output: @escaping @Sendable (CommandOutput) -> Void
    ) async throws -> CommandExit {
        let terminal = usesTerminal
        let exit = try await withSession { session in
            try await session.run(command, terminal: terminal) { piece in
                switch piece {
                case .standardOutput(let line): output(.standardOutput(line))
                case .standardError(let line): output(.standardError(line))
                }
            }
        }
        return switch exit {
        case .status(let status): .status(status)
        case .signal(let name): .signal(name)
        }
    }

    package func upload(
        _ source: UploadSource, to path: String, progress: (@Sendable (Int64) -> Void)?
    ) async throws {
        let method = method
        let file: FileSource =
            switch source {
            case .file(let path, let mode): .file(path: path, mode: mode)
            case .bytes(let bytes, let mode): .bytes(bytes, mode: mode)
            }
        try await withSession { try await $0.upload(file, to: path, by: method) { progress?($0) } }
    }

    package func uploadDirectory(_ source: String, to path: String) async throws {
        let method = method
        try await withSession { try await $0.uploadDirectory(source, to: path, by: method) }
    }

    package func download(
        _ path: String, to destination: String, progress: (@Sendable (Int64) -> Void)?
    ) async throws {
        let method = method
        try await withSession { try await $0.download(path, to: destination, by: method) { progress?($0) } }
    }

    package func downloadDirectory(_ path: String, to destination: String) async throws {
        let method = method
        try await withSession { try await $0.downloadDirectory(path, to: destination, by: method) }
    }

    /// Runs `body` with a session that stands as far as is known; a connection lost meanwhile is told as such.
    func withSession<Value: Sendable>(_ body: (SSHSession) async throws -> Value) async throws -> Value {
        let session = try await standingSession()
        do {
            return try await body(session)
        } catch let error as SSHError where error.kind == .disconnected {
            throw CommunicatorDisconnected(detail: error.message)
        }
    }

    private func standingSession() async throws -> SSHSession {
        let current = state.withLock { $0 }
        if current.isConnected { return current }
        await current.close()
        let next = try await connector.connect()
        state.withLock { $0 = next }
        return next
    }
}
