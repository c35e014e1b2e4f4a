import Cryptography
import HostOS
import JSONText

/// The files that builds have fetched, with a note about each of where it came from.
///
/// The files' names tell nothing: they are made of checksums. A note that is lost costs nothing but its words.
package struct DownloadCache: Sendable {
    package var directory: String

    package init(directory: String) {
        self.directory = directory
    }

    /// A file of the cache.
    package struct Entry: Hashable, Sendable {
        /// Below the cache's folder.
        package var name: String
        /// In bytes.
        package var size: Int64
        /// Without user and password; `nil` where no note tells.
        package var origin: String?
        /// `TYPE:HEX`; `nil` for a file that was not checked.
        package var checksum: String?
        /// When a build last used it, in seconds after 1970.
        package var lastUse: Int64
        /// Whether it is what came of a download that did not end.
        package var isPartial: Bool
    }

    /// What is in the cache, the latest used first.
    package func entries() throws -> [Entry] {
        // A cache that no build has made yet is empty.
        guard HostFiles.kind(of: directory) == .directory else { return [] }
        let found = try HostFiles.list(directory).filter(Self.isDownload).map(entry)
        return found.sorted { ($0.lastUse, $0.name) > ($1.lastUse, $1.name) }
    }

    /// Names are those that `ISOSource` makes: a SHA-1 with an ending.
    private static func isDownload(_ name: String) -> Bool {
        guard !name.hasSuffix(".lock") else { return false }
        let stem = name.prefix { $0 != "." }
        return stem.utf8.count == 40 && stem.allSatisfy(\.isHexDigit)
    }

    private func entry(_ name: String) throws -> Entry {
        let path = HostPath.join(directory, name)
        let note = note(of: name)
        return Entry(
            name: name, size: try HostFiles.size(path), origin: note?["origin"]?.string,
            checksum: note?["checksum"]?.string,
            lastUse: try note?["lastUse"]?.int.map(Int64.init) ?? HostFiles.modificationTime(path),
            isPartial: name.hasSuffix(".part"))
    }
}

extension DownloadCache {
    /// Notes are kept apart, so that a look into the cache's folder shows the files.
    private func notePath(_ name: String) -> String { HostPath.join(directory, "downloads/\(name).json") }

    private func note(of name: String) -> JSONValue? {
        // Without a note the file itself is told.
        guard let bytes = try? HostFiles.read(notePath(name), limit: 1 << 16) else { return nil }
        return try? JSONParser.parse(bytes)
    }

    /// Notes that a file was used just now.
    ///
    /// - Parameters:
    ///   - name: of the file in the cache.
    ///   - origin: without user and password.
    package func note(_ name: String, origin: String, checksum: Checksum?) throws {
        var members: [JSONValue.Member] = [
            .init("origin", .string(origin)), .init("lastUse", .number("\(HostClock.wallSeconds)")),
        ]
        if let checksum { members.append(.init("checksum", .string("\(checksum)"))) }
        try HostFiles.createDirectory(HostPath.join(directory, "downloads"), intermediates: true)
        try HostFiles.writeAtomically(
            Array((JSONWriter(indentation: 2).text(.object(members)) + "\n").utf8), to: notePath(name))
    }

    /// Removes the files that no build has used since `limit`, in seconds after 1970, and returns them.
    ///
    /// A file that a build is just fetching is left alone.
    ///
    /// - Parameter isDryRun: removes nothing.
    package func prune(unusedSince limit: Int64, isDryRun: Bool = false) throws -> [Entry] {
        try entries().filter { entry in
            guard entry.lastUse <= limit else { return false }
            return try isDryRun || remove(entry)
        }
    }

    /// - Returns: `false` where a build has it.
    private func remove(_ entry: Entry) throws -> Bool {
        let path = HostPath.join(directory, entry.name)
        let target = entry.isPartial ? String(path.dropLast(".part".count)) : path
        guard let lock = try FileLock.tryAcquire(target + ".lock") else { return false }
        defer { lock.release(removingFile: true) }
        try HostFiles.remove(path)
        if HostFiles.exists(notePath(entry.name)) { try HostFiles.remove(notePath(entry.name)) }
        return true
    }
}
