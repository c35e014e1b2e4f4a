internal import CLibguestfs
internal import HostOS

extension GuestDisk {
    /// What a path of the guest is.
    package struct FileStatus: Hashable, Sendable {
        package enum Kind: Hashable, Sendable {
            case file
            case directory
            case link
            case other
        }

        package var kind: Kind
        /// Permission bits.
        package var mode: UInt16
        package var owner: Int
        package var group: Int
    }

    /// Not following a link; `nil` if there is nothing.
    package func status(_ path: String) async throws -> FileStatus? {
        guard let found = try await using({ try $0.status(path) }) else { return nil }
        let kind: FileStatus.Kind =
            switch found.mode & 0o170000 {
            case 0o100000: .file
            case 0o040000: .directory
            case 0o120000: .link
            default: .other
            }
        return FileStatus(
            kind: kind, mode: UInt16(truncatingIfNeeded: found.mode & 0o7777), owner: Int(found.owner),
            group: Int(found.group))
    }

    /// Whether there is something, at the end of links too.
    package func exists(_ path: String) async throws -> Bool {
        try await using { try $0.check { $0.exists($1, path) } } == 1
    }

    /// Whether it is a folder, or a link to one.
    package func isDirectory(_ path: String) async throws -> Bool {
        try await using { try $0.isDirectory(path) }
    }

    package func makeDirectory(_ path: String) async throws {
        try await using { try $0.check { $0.mkdir_p($1, path) } }
    }

    /// Copies a file of this host into the guest; one that is there keeps its owner.
    package func upload(_ local: String, to path: String, mode: UInt16?) async throws {
        try await using { appliance in
            try appliance.check { $0.upload($1, local, path) }
            if let mode { try appliance.check { $0.chmod($1, Int32(mode & 0o7777), path) } }
        }
    }

    /// Writes a file of the guest.
    package func write(_ bytes: [UInt8], to path: String, mode: UInt16?) async throws {
        let local = HostPath.join(scratch, "upload")
        try? HostFiles.remove(local)
        try HostFiles.create(bytes, at: local, mode: 0o600)
        defer { try? HostFiles.remove(local) }
        try await upload(local, to: path, mode: mode)
    }

    /// Copies a file of the guest to this host.
    package func download(_ path: String, to local: String) async throws {
        try await using { try $0.check { $0.download($1, path, local) } }
    }

    /// The bytes of a file of the guest.
    ///
    /// - Parameter limit: a larger file is an error.
    package func read(_ path: String, limit: Int = 16 << 20) async throws -> [UInt8] {
        let local = HostPath.join(scratch, "download")
        defer { try? HostFiles.remove(local) }
        try await download(path, to: local)
        return try HostFiles.read(local, limit: limit)
    }

    /// Removes a file, or a folder with all that is in it; what is not there is fine.
    package func remove(_ path: String) async throws {
        try await using { try $0.check { $0.rm_rf($1, path) } }
    }

    /// Empties a file, which keeps its mode and owner.
    package func truncate(_ path: String) async throws {
        try await using { try $0.check { $0.truncate($1, path) } }
    }

    package func setMode(_ mode: UInt16, of path: String) async throws {
        try await using { try $0.check { $0.chmod($1, Int32(mode & 0o7777), path) } }
    }

    package func setOwner(_ owner: Int, group: Int, of path: String) async throws {
        try await using { try $0.check { $0.chown($1, Int32(clamping: owner), Int32(clamping: group), path) } }
    }

    /// Makes a symbolic link in the place of what is there.
    package func makeLink(at path: String, to target: String) async throws {
        try await using { try $0.check { $0.ln_sf($1, target, path) } }
    }

    /// The paths that a pattern of the shell means.
    package func matches(of pattern: String) async throws -> [String] {
        try await using { try $0.texts { $0.glob_expand($1, pattern) } }
    }

    /// The paths of everything below a folder.
    package func descendants(of folder: String) async throws -> [String] {
        let local = HostPath.join(scratch, "found")
        defer { try? HostFiles.remove(local) }
        try await using { try $0.check { $0.find0($1, folder, local) } }
        return try HostFiles.read(local, limit: 1 << 30).split(separator: 0).map { name in
            HostPath.join(folder, String(decoding: name, as: UTF8.self))
        }
    }

    /// Makes an empty file where there is none.
    package func touch(_ path: String) async throws {
        try await using { try $0.check { $0.touch($1, path) } }
    }

    /// The names in a folder.
    package func list(_ path: String) async throws -> [String] {
        try await using { try $0.texts { $0.ls($1, path) } }
    }
}
