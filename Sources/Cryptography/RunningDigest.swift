/// A hash that is fed piece by piece and can be shared by its parts of a program; belongs to one task at a time.
package final class RunningDigest {
    private var digest: Digest?

    /// - Throws: `DigestUnavailable` where the system's policy forbids the function.
    package init(_ algorithm: DigestAlgorithm) throws(DigestUnavailable) {
        digest = try Digest(algorithm)
    }

    package func add(_ bytes: [UInt8]) {
        digest?.update(bytes)
    }

    /// The hash of all that was added; empty when asked again.
    package func finish() -> [UInt8] {
        digest.take()?.finalize() ?? []
    }
}
