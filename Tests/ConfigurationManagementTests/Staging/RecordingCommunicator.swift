import ComponentAPI
import Synchronization

/// Passes everything on to another way into the machine, and keeps what it was.
final class RecordingCommunicator: Communicator {
    private let inner: any Communicator
    private let noted = Mutex<(commands: [String], uploads: [String])>(([], []))

    init(_ inner: any Communicator) {
        self.inner = inner
    }

    /// Every command, in its order.
    var commands: [String] { noted.withLock { $0.commands } }
    /// Where files and folders were put, in their order.
    var uploads: [String] { noted.withLock { $0.uploads } }

    func run(_ command: String, output: @escaping @Sendable (CommandOutput) -> Void) async throws -> CommandExit {
        noted.withLock { $0.commands.append(command) }
        return try await inner.run(command, output: output)
    }

    func upload(_ source: UploadSource, to path: String, progress: (@Sendable (Int64) -> Void)?) async throws {
        noted.withLock { $0.uploads.append(path) }
        try await inner.upload(source, to: path, progress: progress)
    }

    func uploadDirectory(_ source: String, to path: String) async throws {
        noted.withLock { $0.uploads.append(path) }
        try await inner.uploadDirectory(source, to: path)
    }

    func download(_ path: String, to destination: String, progress: (@Sendable (Int64) -> Void)?) async throws {
        try await inner.download(path, to: destination, progress: progress)
    }

    func downloadDirectory(_ path: String, to destination: String) async throws {
        try await inner.downloadDirectory(path, to: destination)
    }
}
