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

    /// SHA-256 of a part of a file, in lower-case hexadecimal.
    static func sha256(of path: String, _ range: Range<Int64>) async throws -> String {
        let isCancelled = Flag()
        return try await withTaskCancellationHandler {
            try await onOwnThread("checksum") {
                let reader = try FileRangeReader(path, range: range)
                let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
                defer { buffer.deallocate() }
                var digest = try Digest(.sha256)
                while true {
                    if isCancelled.isSet { throw CancellationError() }
                    let count = try reader.read(into: buffer)
                    if count == 0 { return Digest.hexadecimal(digest.finalize()) }
                    digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                }
            }
        } onCancel: {
            isCancelled.set()
        }
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
