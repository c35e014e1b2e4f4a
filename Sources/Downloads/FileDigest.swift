import Cryptography
import HostOS

/// The checksum of a file, read on a thread of its own and ended by cancellation of the task.
///
/// - Parameter progress: bytes read so far, called about every MiB.
package func checksum(
    ofFile path: String, _ algorithm: DigestAlgorithm, progress: @escaping @Sendable (Int64) -> Void = { _ in }
) async throws -> Checksum? {
    let bytes = try await onOwnThread("digest") { isCancelled in
        var digest = try Digest(algorithm)
        var done: Int64 = 0
        try HostFiles.readPieces(path, size: 1 << 20) { piece in
            if isCancelled.isSet { throw CancellationError() }
            digest.update(piece)
            done += Int64(piece.count)
            progress(done)
        }
        return digest.finalize()
    }
    return Checksum(algorithm, hex: Hexadecimal.text(bytes))
}
