internal import CLibcurl
import HostOS

/// A download of one URL into one file.
package struct HTTPDownload: Sendable {
    /// Absolute.
    package var url: String
    /// Where it goes; bytes that are there already are kept and the transfer resumes behind them.
    package var target: String
    /// For TCP and TLS together.
    package var connectTimeout = Duration.seconds(30)
    /// The transfer is given up when less than a byte a second came for so long; there is no limit in all.
    package var stallTimeout = Duration.seconds(60)
    /// Further attempts after a failure that may pass.
    package var retries = 3
    /// More redirections than this fail.
    package var redirectLimit = 10
    /// Reads user and password from `~/.netrc`.
    package var usesNetrc = true
    /// What the server is told of the program.
    package var userAgent = "ingot"
    /// Sent to the host of `url` only, not to others that it leads to.
    package var headers: [String: String] = [:]

    package init(url: String, target: String) {
        self.url = url
        self.target = target
    }

    /// Fetches the file; cancellation ends it and leaves what came so far.
    ///
    /// - Parameter progress: bytes in the file and bytes in all, where known; called on another thread.
    /// - Throws: `HTTPError`, or `HostError` where the file cannot be written.
    package func run(
        progress: @escaping @Sendable (_ done: Int64, _ total: Int64?) -> Void = { _, _ in }
    ) async throws {
        var attempt = 0
        while true {
            do {
                return try await transfer(progress)
            } catch let error as HTTPError where error.isTransient && attempt < retries {
                attempt += 1
                try await Task.sleep(for: .milliseconds(500 << attempt))
            } catch let error as HTTPError where error.cannotResume && attempt == 0 {
                // What is there is of no use with this server.
                attempt += 1
                try HostFiles.write([], to: target)
            }
        }
    }

    private func transfer(_ progress: @escaping @Sendable (Int64, Int64?) -> Void) async throws {
        try Task.checkCancellation()
        try await onOwnThread("download") { isCancelled in
            try CurlTransfer(self, isCancelled: isCancelled, progress: progress).run()
        }
    }
}
