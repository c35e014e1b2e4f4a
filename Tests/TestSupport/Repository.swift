internal import HostOS

/// The checkout that the tests were built from.
package enum Repository {
    /// The folder of the manifest.
    package static func root(_ file: String = #filePath) throws -> String {
        let root = HostPath.dirname(HostPath.dirname(HostPath.dirname(file)))
        guard HostFiles.exists(root + "/Package.swift") else {
            throw FixtureFailure("the sources are not at \(root) any more; run the tests by scripts/test")
        }
        return root
    }
}
