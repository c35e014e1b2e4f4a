import Cryptography
import HTTP
import HostOS

/// The hash of a file, computed on a thread of its own.
enum FileDigest {
    /// In lower-case hexadecimal; cancellation ends the work.
    static func hexadecimal(of path: String, _ algorithm: DigestAlgorithm) async throws -> String {
        let whole = HTTPRequest.FilePart(path: path, range: 0..<(try HostFiles.size(path)))
        return Digest.hexadecimal(try await whole.digest(algorithm))
    }
}
