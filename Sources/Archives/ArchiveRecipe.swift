import HostOS

/// How to make an archive.
///
/// Equal entries and recipes give equal bytes, whatever machine makes them.
package struct ArchiveRecipe: Sendable {
    package var format: ArchiveFormat
    /// Levels outside a method's range count as its nearest; `nil` leaves it to the method.
    package var level: Int?
    /// How many threads compress, where the method can use them.
    package var threads: Int
    /// Seconds since 1970 that all files are dated; `nil` dates them as early as the format can.
    package var time: Int64?

    package init(
        format: ArchiveFormat, level: Int? = nil, threads: Int = HostEnvironment.processorCount, time: Int64? = nil
    ) {
        self.format = format
        self.level = level
        self.threads = threads
        self.time = time
    }

    /// Makes the archive beside its place and moves it there.
    ///
    /// - Parameters:
    ///   - entries: one, where the format has no container.
    ///   - progress: is told bytes that were read, and bytes in all.
    /// - Throws: `ArchiveError`, `HostError`, `CancellationError`; nothing is left then.
    package func make(
        _ entries: [ArchiveEntry], at path: String,
        progress: @escaping @Sendable (Int64, Int64) -> Void = { _, _ in }
    ) async throws {
        try await HostFiles.making(path) { beside in
            try await onOwnThread("archive") { isCancelled in
                let writing = ArchiveWriting(recipe: self, path: path, isCancelled: isCancelled, progress: progress)
                try writing.write(entries, to: beside)
            }
        }
    }
}
