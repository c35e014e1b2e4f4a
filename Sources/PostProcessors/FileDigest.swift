import Cryptography
import HostOS

/// The hash of a file, computed on a thread of its own.
enum FileDigest {
    /// In lower-case hexadecimal; cancellation ends the work.
    ///
    /// - Parameter range: the part that is hashed; the whole file if `nil`.
    static func hexadecimal(
        of path: String, _ algorithm: DigestAlgorithm, in range: Range<Int64>? = nil
    ) async throws -> String {
        try await onOwnThread("checksum") { isCancelled in
            let reader = try FileRangeReader(path, range: range ?? 0..<HostFiles.size(path))
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
            defer { buffer.deallocate() }
            var digest = try Digest(algorithm)
            while true {
                if isCancelled.isSet { throw CancellationError() }
                let count = try reader.read(into: buffer)
                if count == 0 { return Digest.hexadecimal(digest.finalize()) }
                digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }
}
