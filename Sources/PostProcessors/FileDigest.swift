import Cryptography
import HostOS

/// The hash of a file, computed on a thread of its own.
enum FileDigest {
    /// In lower-case hexadecimal; cancellation ends the work.
    static func hexadecimal(of path: String, _ algorithm: DigestAlgorithm) async throws -> String {
        let isCancelled = Flag()
        let bytes = try await withTaskCancellationHandler {
            try await onOwnThread("checksum") { try digest(path, algorithm, isCancelled) }
        } onCancel: {
            isCancelled.set()
        }
        return Digest.hexadecimal(bytes)
    }

    private static func digest(_ file: String, _ algorithm: DigestAlgorithm, _ isCancelled: Flag) throws -> [UInt8] {
        var digest = try Digest(algorithm)
        try HostFiles.readPieces(file, size: 1 << 20) { piece in
            if isCancelled.isSet { throw CancellationError() }
            digest.update(piece)
        }
        return digest.finalize()
    }
}
