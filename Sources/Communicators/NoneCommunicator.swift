package import ComponentAPI

/// The way into a machine that is not to be reached: commands "succeed", files cannot move.
package struct NoneCommunicator: Communicator {
    package init() {}

    package func run(
        _ command: String, output: @escaping @Sendable (CommandOutput) -> Void
    ) async throws -> CommandExit {
        .status(0)
    }

    package func upload(
        _ source: UploadSource, to path: String, progress: (@Sendable (Int64) -> Void)?
    ) async throws {
        throw NoneCommunicatorError(operation: "Upload")
    }

    package func uploadDirectory(_ source: String, to path: String) async throws {
        throw NoneCommunicatorError(operation: "UploadDir")
    }

    package func download(
        _ path: String, to destination: String, progress: (@Sendable (Int64) -> Void)?
    ) async throws {
        throw NoneCommunicatorError(operation: "Download")
    }

    package func downloadDirectory(_ path: String, to destination: String) async throws {
        throw NoneCommunicatorError(operation: "DownloadDir")
    }
}
