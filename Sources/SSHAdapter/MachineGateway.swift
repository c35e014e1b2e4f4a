internal import ComponentAPI
internal import HostOS
internal import SSH

/// Runs what an adapter's clients ask for in the machine.
struct MachineGateway: Sendable {
    let machine: any Communicator
    let fileServerCommand: String?
    let report: @Sendable (String) -> Void

    /// What a shell answers where a program cannot be had.
    private static let notFound = RemoteExit.status(127)

    /// Runs one request to its end.
    func serve(_ request: ServedRequest) async -> RemoteExit {
        do {
            return try await run(request)
        } catch is CancellationError {
            return .status(255)
        } catch {
            report("The SSH adapter could not run a command in the machine: \(Self.words(error))")
            return .status(255)
        }
    }

    private func run(_ request: ServedRequest) async throws -> RemoteExit {
        switch request.request {
        case .command(let command, let terminal):
            guard let streaming = machine as? any StreamingCommunicator else {
                return try await CommandBridge(machine: machine).run(command, request)
            }
            return try await attach(
                .command(command, terminal: terminal.map { ($0.columns, $0.rows) }), streaming, request)
        case .subsystem:
            return try await serveFiles(request)
        }
    }

    private func serveFiles(_ request: ServedRequest) async throws -> RemoteExit {
        if let streaming = machine as? any StreamingCommunicator {
            if let fileServerCommand { return try await attach(.command(fileServerCommand), streaming, request) }
            do {
                return try await attach(.fileServer, streaming, request)
            } catch is StreamRefused {
                // A machine without an SFTP server: its commands do as well.
            }
        }
        guard let number = request.stream.release() else { return Self.notFound }
        let stream = ByteStream(adopting: number, name: "an SFTP client", isSocket: true)
        defer { stream.descriptor.close() }
        try await SFTPService.serve(stream, files: MachineFiles(machine: machine))
        return .status(0)
    }

    private func attach(
        _ asked: StreamRequest, _ machine: any StreamingCommunicator, _ request: ServedRequest
    ) async throws -> RemoteExit {
        switch try await machine.attach(asked, stream: request.stream, errors: request.errors) {
        case .status(let status): .status(status)
        case .signal(let name): .signal(name)
        }
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case let lost as CommunicatorDisconnected: lost.detail
        case let refused as StreamRefused: refused.detail
        default: "\(error)"
        }
    }
}
