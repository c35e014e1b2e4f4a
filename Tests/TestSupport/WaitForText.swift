internal import HostOS

/// Waits until a file, which need not be there yet, holds a text that is good enough.
///
/// - Throws: `FixtureFailure` if tail(1), which tells of each change, ends before.
package func waitForText(in path: String, until isEnough: @Sendable (String) -> Bool) async throws {
    let tail = try await ChildProcess.start("tail", ["-c", "+1", "-F", path], standardOutput: .pipe)
    try await withChildProcess(tail, ladder: .immediate) { tail in
        var bytes: [UInt8] = []
        while !isEnough(String(decoding: bytes, as: UTF8.self)) {
            let more = try await tail.standardOutput?.read() ?? []
            guard !more.isEmpty else { throw FixtureFailure("nobody looks at \(path) any more") }
            bytes += more
        }
    }
}
