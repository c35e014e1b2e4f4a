import AsyncSupport

extension HostFiles {
    /// Lets `body` make a file beside its place and moves it there once it is whole.
    ///
    /// After a failure or cancellation, and when the program ends at once, nothing of it is left and what was there
    /// before is untouched.
    ///
    /// - Parameter body: is given the path to write.
    package static func making<Result: Sendable>(
        _ path: String, _ body: (String) async throws -> Result
    ) async throws -> Result {
        if kind(of: path, followingLinks: true) == .directory {
            throw HostError(operation: "write", subject: path, reason: "it is a folder")
        }
        try createDirectory(HostPath.dirname(path), intermediates: true)
        let beside = HostPath.join(
            HostPath.dirname(path), ".\(HostPath.basename(path)).\(RandomBytes.hex(count: 6)).tmp")
        return try await TemporaryPath.hold(beside) {
            let result = try await body(beside)
            try Task.checkCancellation()
            try rename(beside, to: path)
            return result
        }
    }
}
