import Glibc

extension HostFiles {
    /// One thing found by `walk`.
    package struct Entry: Hashable, Sendable {
        /// Relative to where the walk began, such as `a/b.txt`.
        package var path: String
        /// What it is; symbolic links are told as such.
        package var kind: FileKind
        /// Bytes; meaningful for files.
        package var size: Int64
        /// Permission bits, 0 to 0o7777.
        package var mode: UInt16
    }

    /// The names in a folder without `.` and `..`, sorted by their bytes.
    package static func list(_ path: String) throws(HostError) -> [String] {
        guard let folder = opendir(path) else {
            throw HostError(operation: "list", subject: path, code: errno)
        }
        defer { closedir(folder) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(folder) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw HostError(operation: "list", subject: path, code: errno) }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Everything below a folder, each folder before its contents; symbolic links are told, not followed.
    package static func walk(_ root: String) throws(HostError) -> [Entry] {
        var found: [Entry] = []
        var waiting = [""]
        while let folder = waiting.popLast() {
            if !folder.isEmpty { found.append(try entry(folder, below: root)) }
            guard folder.isEmpty || found.last?.kind == .directory else { continue }
            let names = try list(folder.isEmpty ? root : root + "/" + folder)
            waiting += names.reversed().map { folder.isEmpty ? $0 : folder + "/" + $0 }
        }
        return found
    }

    private static func entry(_ path: String, below root: String) throws(HostError) -> Entry {
        var status = stat()
        try checked(lstat(root + "/" + path, &status), "read", root + "/" + path)
        return Entry(
            path: path, kind: FileKind(mode: status.st_mode), size: Int64(status.st_size),
            mode: UInt16(status.st_mode & 0o7777))
    }

    /// Removes a file, link or folder with all that is in it; what is not there is fine.
    package static func removeTree(_ path: String) throws(HostError) {
        guard let kind = kind(of: path) else { return }
        guard kind == .directory else { return try remove(path) }
        for name in try list(path) { try removeTree(path + "/" + name) }
        try checked(rmdir(path), "remove", path)
    }
}
