import AsyncSupport

/// Files and folders that are gone when what needs them has ended, however it ends.
package enum TemporaryPath {
    /// Somebody outside who takes temporary things away after a power cut or a SIGKILL.
    package struct Witness: Sendable {
        let begin: @Sendable (String) throws -> Void
        let end: @Sendable (String) throws -> Void

        /// - Parameters:
        ///   - begin: is told a path before there is anything.
        ///   - end: is told the path when there is nothing any more.
        package init(
            begin: @escaping @Sendable (String) throws -> Void, end: @escaping @Sendable (String) throws -> Void
        ) {
            self.begin = begin
            self.end = end
        }
    }

    /// Who is told in this task and its children.
    ///
    /// What makes temporary things is called from everywhere, and few of the callers know that there is a ledger.
    @TaskLocal package static var witness: Witness?

    /// Runs `body`, which may make a file or folder at the path, and removes that afterwards, also when `body` throws
    /// or is cancelled, and when the program ends at once.
    static func hold<Result: Sendable>(_ path: String, _ body: () async throws -> Result) async throws -> Result {
        // The witness may look from another working directory.
        let (witness, path) = (witness, try HostPath.absolute(path))
        try witness?.begin(path)
        LooseEnds.add(folder: path)
        return try await withTeardown {
            try await body()
        } teardown: {
            try remove(path, witness)
        }
    }

    /// The same for a `body` that cannot be cancelled.
    package static func hold<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        let (witness, path) = (witness, try HostPath.absolute(path))
        try witness?.begin(path)
        LooseEnds.add(folder: path)
        let result: Result
        do {
            result = try body()
        } catch {
            // What `body` could not do tells more than what cannot be removed.
            try? remove(path, witness)
            throw error
        }
        try remove(path, witness)
        return result
    }

    private static func remove(_ path: String, _ witness: Witness?) throws {
        LooseEnds.remove(folder: path)
        try HostFiles.removeTree(path)
        try witness?.end(path)
    }
}
