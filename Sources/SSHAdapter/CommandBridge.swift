internal import ComponentAPI
internal import HostOS
internal import SSH

/// Runs commands through a communicator that gives them no input and tells what they print line by line.
struct CommandBridge: Sendable {
    let machine: any Communicator

    private static let complaint =
        "ingot: this machine's communicator gives commands no standard input; switch Ansible's pipelining off\n"

    /// The client sent input, which would be lost.
    private struct InputLost: Error {}

    /// Runs a command and hands its lines on.
    func run(_ command: String, _ request: ServedRequest) async throws -> RemoteExit {
        guard let main = request.stream.release(), let other = request.errors.release() else { return .status(255) }
        let stream = ByteStream(adopting: main, name: "a command's output", isSocket: true)
        let errors = ByteStream(adopting: other, name: "a command's errors", isSocket: true)
        defer {
            stream.close()
            errors.close()
        }
        let backlog = OutputBacklog()
        async let written: Void = Self.write(backlog, stream, errors)
        do {
            let exit = try await run(command, input: stream, backlog)
            try backlog.finish()
            try await written
            return exit
        } catch is InputLost {
            try await errors.write(Array(Self.complaint.utf8))
            return .status(255)
        }
    }

    private func run(
        _ command: String, input: ByteStream, _ backlog: OutputBacklog
    ) async throws -> RemoteExit {
        try await withThrowingTaskGroup(of: CommandExit?.self) { group in
            group.addTask { try await machine.run(command) { backlog.add($0) } }
            group.addTask {
                try await backlog.overflow()
                return nil
            }
            group.addTask {
                guard try await input.read().isEmpty else { throw InputLost() }
                return nil
            }
            defer { group.cancelAll() }
            while let exit = try await group.next() {
                switch exit {
                case .status(let status)?: return .status(status)
                case .signal(let name)?: return .signal(name)
                case nil: continue
                }
            }
            throw CancellationError()
        }
    }

    private static func write(
        _ backlog: OutputBacklog, _ stream: ByteStream, _ errors: ByteStream
    ) async throws {
        for await line in backlog.lines {
            switch line {
            case .standardOutput(let text): try await stream.write(Array((text + "\n").utf8))
            case .standardError(let text): try await errors.write(Array((text + "\n").utf8))
            }
            backlog.took(line)
        }
    }
}
