internal import ComponentAPI
internal import HostOS
internal import SSH
internal import Synchronization

/// Runs commands through a communicator that gives them no input and tells what they print line by line.
struct CommandBridge: Sendable {
    let machine: any Communicator

    /// Runs a command and hands its lines on.
    func run(_ command: String, _ request: ServedRequest) async throws -> RemoteExit {
        guard let main = request.stream.release(), let other = request.errors.release() else { return .status(255) }
        let stream = ByteStream(adopting: main, name: "a command's output", isSocket: true)
        let errors = ByteStream(adopting: other, name: "a command's errors", isSocket: true)
        defer {
            stream.close()
            errors.close()
        }
        let (lines, sink) = AsyncStream<CommandOutput>.makeStream()
        async let written: Void = Self.write(lines, stream, errors)
        let exit: CommandExit
        do {
            exit = try await machine.run(command) { sink.yield($0) }
        } catch {
            sink.finish()
            throw error
        }
        sink.finish()
        try await written
        return switch exit {
        case .status(let status): .status(status)
        case .signal(let name): .signal(name)
        }
    }

    private static func write(
        _ lines: AsyncStream<CommandOutput>, _ stream: ByteStream, _ errors: ByteStream
    ) async throws {
        for await line in lines {
            switch line {
            case .standardOutput(let text): try await stream.write(Array((text + "\n").utf8))
            case .standardError(let text): try await errors.write(Array((text + "\n").utf8))
            }
        }
    }
}
