import Synchronization

/// A hash that is fed piece by piece, by whichever task or thread has the next piece.
package final class RunningDigest: Sendable {
    private let digest: Mutex<Digest?>

    /// - Throws: `DigestUnavailable` where the system's policy forbids the function.
    package init(_ algorithm: DigestAlgorithm) throws(DigestUnavailable) {
        digest = Mutex(try Digest(algorithm))
    }

    package func add(_ bytes: [UInt8]) {
        digest.withLock { $0?.update(bytes) }
    }

    /// The hash of all that was added; empty when asked again.
    package func finish() -> [UInt8] {
        digest.withLock { $0.take()?.finalize() } ?? []
    }
}
