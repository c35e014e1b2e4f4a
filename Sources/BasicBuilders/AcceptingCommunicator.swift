import ComponentAPI

/// A way into no machine: everything "succeeds" and nothing is done, so that any template can be tried on it.
struct AcceptingCommunicator: Communicator {
    func run(_ command: String, output: @escaping @Sendable (CommandOutput) -> Void) async throws -> CommandExit {
        .status(0)
    }

    func upload(_ source: UploadSource, to path: String, progress: (@Sendable (Int64) -> Void)?) async throws {}

    func uploadDirectory(_ source: String, to path: String) async throws {}

    func download(_ path: String, to destination: String, progress: (@Sendable (Int64) -> Void)?) async throws {}

    func downloadDirectory(_ path: String, to destination: String) async throws {}
}
