import BuildEvents
import ComponentAPI
import Diagnostics
import GuestFS

/// `sysprep`: takes out of the system on the disks what belongs to one machine only.
package struct SysprepPostProcessor: PostProcessor {
    enum Keys {
        static let enable = OptionKey<[String]>(
            "enable", default: [],
            "Further operations: \(names { !$0.isUsual }).")
        static let disable = OptionKey<[String]>(
            "disable", default: [], "Operations to leave out, such as machine-id; all but the further ones are usual.")
        static let delete = OptionKey<[String]>(
            "delete", default: [], "Further files and folders to remove: paths from the root, or patterns of the shell."
        )
        static let trim = OptionKey<Bool>(
            "trim", default: false, "Gives back the space that no file uses, too, as sparsify does.")
        static let mounts = OptionKey<[String: String]>(
            "mounts", default: [:], defaultText: "what the system's own table says",
            "What to mount where, such as { \"/\" = \"/dev/sda1\" }, for disks whose system libguestfs does not know.")
        static let declarations =
            [enable.declaration, disable.declaration, delete.declaration, trim.declaration, mounts.declaration]
            + ImageRewriteOptions.Keys.declarations

        private static func names(_ isMeant: (SysprepOperation) -> Bool) -> String {
            SysprepOperation.all.filter(isMeant).map(\.name).joined(separator: ", ")
        }
    }

    let operations: [SysprepOperation]
    let delete: [String]
    let trims: Bool
    let mounts: [String: String]
    let options: ImageRewriteOptions
    let cacheDirectory: String

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        let disks = try ArtifactDisk.disks(of: artifact)
        let rewrite = ImageRewrite(
            options: options, cacheDirectory: cacheDirectory, accelerator: artifact.generatedData["Accelerator"],
            log: log)
        try await rewrite.run(disks) { guest in
            for words in try await guest.mountSystem(mounts) { log.error("A file system was left out: \(words)") }
            for operation in operations { try await SystemCleaning(guest: guest, log: log).run(operation) }
            try await SystemCleaning(guest: guest, log: log).remove(delete, "what the template names")
            guard trims else { return }
            try await guest.unmountAll()
            try await FreeSpace(log: log).trim(guest)
        }
        return ImageRewriteOptions.result(
            artifact, "Disks of no machine in particular: " + disks.map(\.path).joined(separator: ", "))
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "sysprep", summary: "Takes out of a system what belongs to one machine only, without booting it.",
        options: Keys.declarations
    ) { reader, environment in
        let enabled = operations(Keys.enable, reader)
        let disabled = operations(Keys.disable, reader)
        let chosen = SysprepOperation.all.filter { operation in
            (operation.isUsual || enabled.contains(operation)) && !disabled.contains(operation)
        }
        let delete = reader.value(Keys.delete)
        for path in delete where !path.hasPrefix("/") || path.allSatisfy({ "/.*".contains($0) }) {
            reader.error(
                "Invalid path", "delete takes paths below the root, which begin with a slash, not \"\(path)\".",
                of: Keys.delete)
        }
        let mounts = reader.value(Keys.mounts)
        if !mounts.isEmpty, mounts["/"] == nil {
            reader.error("Invalid mounts", "mounts must say what is mounted at \"/\".", of: Keys.mounts)
        }
        let processor = SysprepPostProcessor(
            operations: chosen, delete: delete, trims: reader.value(Keys.trim), mounts: mounts,
            options: ImageRewriteOptions(reader, environment), cacheDirectory: environment.cacheDirectory)
        return Prepared(processor, warnings: try reader.finish())
    }

    private static func operations(_ key: OptionKey<[String]>, _ reader: OptionReader) -> [SysprepOperation] {
        reader.value(key).compactMap { name in
            if let operation = SysprepOperation.named(name) { return operation }
            let near = Suggestion.nearest(to: name, among: Set(SysprepOperation.all.map(\.name)))
            reader.error(
                "Unknown operation",
                "There is no operation \"\(name)\"." + (near.map { " Did you mean \"\($0)\"?" } ?? ""), of: key)
            return nil
        }
    }
}

/// Removes and empties files of a system that does not run.
struct SystemCleaning: Sendable {
    let guest: GuestDisk
    let log: BuildLog

    func run(_ operation: SysprepOperation) async throws {
        var paths = try await matches(operation.removed)
        paths += try await files(operation.removedFiles)
        if let (folders, suffixes) = operation.endings {
            for folder in folders { paths += try await backups(in: folder, suffixes) }
        }
        try await removeAll(paths, operation.summary)
        for path in try await files(operation.emptied) { try await guest.truncate(path) }
        if let (patterns, names) = operation.assignments {
            for path in try await files(patterns) { try await removeAssignments(to: names, in: path) }
        }
        for path in operation.made { try await guest.touch(path) }
    }

    private func backups(in folder: String, _ suffixes: [String]) async throws -> [String] {
        guard try await guest.isDirectory(folder) else { return [] }
        let named = try await guest.descendants(of: folder).filter { path in suffixes.contains(where: path.hasSuffix) }
        return try await onlyFiles(named)
    }

    private func removeAssignments(to names: Set<String>, in path: String) async throws {
        let text = String(decoding: try await guest.read(path, limit: 1 << 20), as: UTF8.self)
        guard let changed = SysprepOperation.withoutAssignments(to: names, text) else { return }
        try await guest.write(Array(changed.utf8), to: path, mode: nil)
        log.message("Removed \(own: names.sorted().joined(separator: ", ")) from \(path)")
    }

    func remove(_ patterns: [String], _ what: String) async throws {
        try await removeAll(try await matches(patterns), what)
    }

    private func removeAll(_ paths: [String], _ what: String) async throws {
        for path in paths { try await guest.remove(path) }
        guard !paths.isEmpty else { return }
        log.message("Removed \(own: "\(paths.count)") of \(own: what)")
    }

    /// Those of the patterns that are files, and no links to such.
    private func files(_ patterns: [String]) async throws -> [String] {
        try await onlyFiles(try await matches(patterns))
    }

    private func onlyFiles(_ paths: [String]) async throws -> [String] {
        var files: [String] = []
        for path in paths where try await guest.status(path)?.kind == .file { files.append(path) }
        return files
    }

    private func matches(_ patterns: [String]) async throws -> [String] {
        var paths: Set<String> = []
        for pattern in patterns { paths.formUnion(try await guest.matches(of: pattern)) }
        return paths.sorted()
    }
}
