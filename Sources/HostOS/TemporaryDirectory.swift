/// Makes a folder of its own for `body` (mode 0700) and removes it with all its contents afterwards, also when
/// `body` throws or is cancelled.
///
/// - Parameters:
///   - prefix: the beginning of its name.
///   - parent: where; without it `TMPDIR`, else `/tmp`.
package func withTemporaryDirectory<Result: Sendable>(
    prefix: String = "ingot", in parent: String? = nil, body: (String) async throws -> Result
) async throws -> Result {
    let environment = HostEnvironment.variable("TMPDIR").flatMap { $0.isEmpty ? nil : $0 }
    // A name that nobody can guess, and that is an error if there is something already.
    let path = HostPath.join(parent ?? environment ?? "/tmp", "\(prefix)-\(RandomBytes.hex(count: 6))")
    return try await TemporaryPath.hold(path) {
        try HostFiles.createDirectory(path, mode: 0o700)
        return try await body(path)
    }
}
