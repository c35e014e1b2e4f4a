import Archives
import ComponentAPI
import HostOS

/// What of an artifact goes into an archive, and how it is dated.
enum ArchiveContents {
    /// The files by their names, sorted, so that equal artifacts give equal archives.
    ///
    /// - Parameter target: where the archive will be; it cannot hold itself.
    /// - Throws: `PostProcessorError` for what is no file, or for two files of one name.
    static func entries(of files: [String], butNot target: String) throws -> [ArchiveEntry] {
        let place = try HostPath.absolute(target)
        var entries: [String: ArchiveEntry] = [:]
        for path in files {
            let name = HostPath.basename(path)
            guard HostFiles.kind(of: path, followingLinks: true) == .file else {
                throw PostProcessorError("\(path) of the artifact is not a file, so it cannot be archived")
            }
            guard try HostPath.absolute(path) != place else {
                throw PostProcessorError(
                    "The output \(target) is a file of the artifact", advice: ["Give another output."])
            }
            let entry = ArchiveEntry(name: name, content: .file(path), mode: try HostFiles.mode(path) & 0o777)
            guard entries.updateValue(entry, forKey: name) == nil else {
                throw PostProcessorError(
                    "Two files of the artifact are named \(name): one would hide the other in the archive")
            }
        }
        return entries.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// The date of all files: `SOURCE_DATE_EPOCH`, as other tools of reproducible builds take it; else as early as
    /// the format can.
    static func time(_ reader: OptionReader, _ environment: ComponentEnvironment) -> Int64? {
        guard let text = environment.environment["SOURCE_DATE_EPOCH"], !text.isEmpty else { return nil }
        guard let time = Int64(text), (0...0xFFFF_FFFF).contains(time) else {
            reader.error(
                "Invalid SOURCE_DATE_EPOCH",
                "The environment variable SOURCE_DATE_EPOCH must be seconds since 1970, but is \"\(text)\".")
            return nil
        }
        return time
    }
}
