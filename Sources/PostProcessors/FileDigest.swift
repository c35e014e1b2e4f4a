import Cryptography
import HTTP
import HostOS

/// The hashes of files, computed on threads of their own.
enum FileDigest {
    /// In lower-case hexadecimal; cancellation ends the work.
    static func hexadecimal(of path: String, _ algorithm: DigestAlgorithm) async throws -> String {
        let whole = HTTPRequest.FilePart(path: path, range: 0..<(try HostFiles.size(path)))
        return Hexadecimal.text(try await whole.digest(algorithm))
    }

    /// The hashes by several functions, in their order; the file is read once, and each function has a thread.
    static func hexadecimals(of path: String, _ algorithms: [DigestAlgorithm]) async throws -> [String] {
        guard algorithms.count > 1 else {
            guard let only = algorithms.first else { return [] }
            return [try await hexadecimal(of: path, only)]
        }
        return try await onOwnThread("checksum") { isCancelled in
            let threads = try algorithms.map(DigestThread.init)
            let chunks = try FileChunks(path)
            while let chunk = try chunks.next() {
                if isCancelled.isSet { throw CancellationError() }
                for thread in threads { try thread.add(chunk) }
            }
            return try threads.map { try $0.finish() }
        }
    }
}

/// One hash function on a thread of its own, fed by another.
private final class DigestThread {
    /// Chunks that may wait, so that a slow function's thread never lacks one.
    private static let depth = 4
    private let digest: RunningDigest
    private let worker: OrderedWorkers<[UInt8], Void>

    init(_ algorithm: DigestAlgorithm) throws {
        let digest = try RunningDigest(algorithm)
        self.digest = digest
        worker = OrderedWorkers(name: "checksum", count: 1) { digest.add($0) }
    }

    func add(_ chunk: [UInt8]) throws {
        if worker.pending == Self.depth { try worker.next() }
        worker.submit(chunk)
    }

    func finish() throws -> String {
        while worker.pending > 0 { try worker.next() }
        return Hexadecimal.text(digest.finish())
    }
}
