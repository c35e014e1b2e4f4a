import AsyncSupport
import Glibc

/// Makes a folder of its own for `body` (mode 0700) and removes it with all its contents afterwards, also when
/// `body` throws or is cancelled.
///
/// - Parameters:
///   - prefix: the beginning of its name.
///   - parent: where; without it `TMPDIR`, else `/tmp`.
package func withTemporaryDirectory<Result: Sendable>(
    prefix: String = "ingot", in parent: String? = nil, body: (String) async throws -> Result
) async throws -> Result {
    let path = try makeTemporaryDirectory(prefix: prefix, in: parent)
    LooseEnds.add(folder: path)
    return try await withTeardown {
        try await body(path)
    } teardown: {
        LooseEnds.remove(folder: path)
        try HostFiles.removeTree(path)
    }
}

/// Makes a folder (mode 0700) with a name that nobody has; the caller removes it.
package func makeTemporaryDirectory(prefix: String = "ingot", in parent: String? = nil) throws -> String {
    let environment = HostEnvironment.variable("TMPDIR").flatMap { $0.isEmpty ? nil : $0 }
    let folder = parent ?? environment ?? "/tmp"
    var template = Array((HostPath.join(folder, "\(prefix)-XXXXXX")).utf8CString)
    guard mkdtemp(&template) != nil else {
        throw HostError(operation: "make a temporary folder in", subject: folder, code: errno)
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
