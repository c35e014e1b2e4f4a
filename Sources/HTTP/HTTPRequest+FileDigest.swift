package import Cryptography
import HostOS

extension HTTPRequest.FilePart {
    /// The hash of the part, computed on a thread of its own; cancellation ends the work.
    package func digest(_ algorithm: DigestAlgorithm) async throws -> [UInt8] {
        try await onOwnThread("checksum") { isCancelled in
            let reader = try FileRangeReader(path, range: range)
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
            defer { buffer.deallocate() }
            var digest = try Digest(algorithm)
            while true {
                if isCancelled.isSet { throw CancellationError() }
                let count = try reader.read(into: buffer)
                if count == 0 { return digest.finalize() }
                digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }
}
