import Glibc

extension HostFiles {
    /// Whether the path leads to something; a dangling symbolic link does not.
    package static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// What the path itself names, `nil` if nothing; with `followingLinks`, what it leads to.
    package static func kind(of path: String, followingLinks: Bool = false) -> FileKind? {
        var status = stat()
        let result = followingLinks ? stat(path, &status) : lstat(path, &status)
        return result == 0 ? FileKind(mode: status.st_mode) : nil
    }

    /// Bytes of the file that the path leads to.
    package static func size(_ path: String) throws(HostError) -> Int64 {
        Int64(try status(path).st_size)
    }

    /// Bytes that the file takes on the disk: less than its size if it has holes.
    package static func allocatedSize(_ path: String) throws(HostError) -> Int64 {
        Int64(try status(path).st_blocks) * 512
    }

    /// The permission bits (0 to 0o7777) of what the path leads to.
    package static func mode(_ path: String) throws(HostError) -> UInt16 {
        UInt16(try status(path).st_mode & 0o7777)
    }

    /// Sets permission bits, as chmod(2) does.
    package static func setMode(_ mode: UInt16, of path: String) throws(HostError) {
        try checked(chmod(path, mode_t(mode)), "change the mode of", path)
    }

    /// Seconds after 1970 of the last change of contents.
    package static func modificationTime(_ path: String) throws(HostError) -> Int64 {
        Int64(try status(path).st_mtim.tv_sec)
    }

    private static func status(_ path: String) throws(HostError) -> stat {
        var status = stat()
        try checked(stat(path, &status), "read", path)
        return status
    }

    /// The path without symbolic links, `.` and `..`; everything on it must exist.
    package static func realPath(_ path: String) throws(HostError) -> String {
        guard let result = realpath(path, nil) else {
            throw HostError(operation: "resolve", subject: path, code: errno)
        }
        defer { free(result) }
        return String(cString: result)
    }

    /// The folder that relative paths start from.
    package static func currentDirectory() throws(HostError) -> String {
        guard let result = getcwd(nil, 0) else {
            throw HostError(operation: "find", subject: "the current directory", code: errno)
        }
        defer { free(result) }
        return String(cString: result)
    }

    /// Bytes that this user may still write on the file system that holds the path.
    package static func freeSpace(at path: String) throws(HostError) -> Int64 {
        var status = statvfs()
        try checked(statvfs(path, &status), "read the free space of", path)
        return Int64(status.f_bavail) * Int64(status.f_frsize)
    }

    /// Makes a folder; with `intermediates` also those above it, and one that exists already is fine.
    package static func createDirectory(
        _ path: String, mode: UInt16 = 0o755, intermediates: Bool = false
    ) throws(HostError) {
        if mkdir(path, mode_t(mode)) == 0 { return }
        let code = errno
        if intermediates, code == EEXIST, kind(of: path, followingLinks: true) == .directory { return }
        guard intermediates, code == ENOENT else {
            throw HostError(operation: "make the folder", subject: path, code: code)
        }
        let parent = HostPath.dirname(path)
        guard parent != path, parent != "." else {
            throw HostError(operation: "make the folder", subject: path, code: code)
        }
        try createDirectory(parent, mode: mode, intermediates: true)
        // Somebody else may have made it in between, which is fine too.
        if mkdir(path, mode_t(mode)) != 0, kind(of: path, followingLinks: true) != .directory {
            throw HostError(operation: "make the folder", subject: path, code: errno)
        }
    }
}
