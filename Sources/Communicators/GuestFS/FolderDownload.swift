internal import GuestFS
internal import HostOS

/// A folder of a disk image, which may be hostile, to this host: no name of it leads out of the target.
///
/// Links and devices are left out; of the modes only the right to execute is kept.
struct FolderDownload {
    /// No folder of a template is nested deeper.
    private static let deepest = 64
    /// Or has more in it, at each level.
    private static let mostEntries = 100_000

    let disk: GuestDisk

    func copy(_ path: String, to local: String, depth: Int = 0) async throws {
        guard depth < Self.deepest else { throw GuestFSError.unsuitable("\(path) is nested too deeply") }
        try HostFiles.createDirectory(local, intermediates: true)
        let names = try await disk.list(path)
        guard names.count <= Self.mostEntries else {
            throw GuestFSError.unsuitable("\(path) has more than \(Self.mostEntries) entries")
        }
        for name in names {
            guard Self.isHarmless(name) else {
                throw GuestFSError.unsuitable("\(path) has an entry whose name leads out of it")
            }
            try await copyEntry(path == "/" ? "/" + name : path + "/" + name, to: local + "/" + name, depth)
        }
    }

    static func isHarmless(_ name: String) -> Bool {
        !["", ".", ".."].contains(name) && !name.utf8.contains(UInt8(ascii: "/"))
    }

    private func copyEntry(_ path: String, to local: String, _ depth: Int) async throws {
        guard let status = try await disk.status(path) else { return }
        switch status.kind {
        case .directory: try await copy(path, to: local, depth: depth + 1)
        case .file:
            try await disk.download(path, to: local)
            try HostFiles.setMode(status.mode & 0o100 == 0 ? 0o644 : 0o755, of: local)
        case .link, .other: break
        }
    }
}
