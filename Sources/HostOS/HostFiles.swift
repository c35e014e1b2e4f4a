import Glibc

/// What a path names.
package enum FileKind: Hashable, Sendable {
    case file
    case directory
    case symlink
    /// A device, socket or pipe.
    case other

    init(mode: mode_t) {
        switch mode & S_IFMT {
        case S_IFREG: self = .file
        case S_IFDIR: self = .directory
        case S_IFLNK: self = .symlink
        default: self = .other
        }
    }
}

/// Files and folders.
///
/// Every function blocks for as long as the disk takes and throws `HostError`. These are for small files; long work goes through `onOwnThread`.
package enum HostFiles {
    /// The bytes of a file.
    ///
    /// - Parameter limit: the greatest size that is accepted; a larger file is an error.
    package static func read(_ path: String, limit: Int = .max) throws(HostError) -> [UInt8] {
        let descriptor = try OpenFile(path, O_RDONLY, operation: "read")
        let expected = try descriptor.status("read").st_size
        guard expected <= limit else { throw tooLarge(path, limit) }
        var bytes: [UInt8] = []
        // Files of /proc say size 0: so there is always one more read, until it brings nothing.
        var chunk = [UInt8](repeating: 0, count: max(4096, min(Int(expected) + 1, 1 << 20)))
        while true {
            let count = try descriptor.read(into: &chunk, "read")
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw tooLarge(path, limit) }
        }
    }

    private static func tooLarge(_ path: String, _ limit: Int) -> HostError {
        HostError(operation: "read", subject: path, reason: "it is larger than \(limit) bytes")
    }

    /// The text of a file; bytes that are not UTF-8 become U+FFFD.
    package static func readText(_ path: String, limit: Int = .max) throws(HostError) -> String {
        String(decoding: try read(path, limit: limit), as: UTF8.self)
    }

    /// Makes or replaces the contents of a file in place.
    ///
    /// `mode` counts for a file that is made, minus the umask.
    package static func write(
        _ bytes: some Sequence<UInt8>, to path: String, mode: UInt16 = 0o644
    ) throws(HostError) {
        try put(Array(bytes), to: path, O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
    }

    /// Makes or replaces the contents of a file in place with the UTF-8 form of a text.
    package static func write(_ text: String, to path: String, mode: UInt16 = 0o644) throws(HostError) {
        try write(text.utf8, to: path, mode: mode)
    }

    /// Makes a file that must not exist yet, also not as a symbolic link.
    package static func create(
        _ bytes: some Sequence<UInt8>, at path: String, mode: UInt16 = 0o644
    ) throws(HostError) {
        try put(Array(bytes), to: path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
    }

    /// Adds to the end of a file, which is made if needed.
    package static func append(
        _ bytes: some Sequence<UInt8>, to path: String, mode: UInt16 = 0o644
    ) throws(HostError) {
        try put(Array(bytes), to: path, O_WRONLY | O_CREAT | O_APPEND, mode: mode)
    }

    private static func put(_ bytes: [UInt8], to path: String, _ flags: Int32, mode: UInt16) throws(HostError) {
        let descriptor = try OpenFile(path, flags, mode: mode, operation: "write")
        try descriptor.write(bytes, "write")
        try descriptor.close("write")
    }

    /// Replaces a file as a whole: readers and a power cut see the old contents or all of the new ones.
    ///
    /// Writes a file beside it, synchronises it, renames it over the old one and synchronises the folder.
    package static func writeAtomically(
        _ bytes: some Sequence<UInt8>, to path: String, mode: UInt16 = 0o644
    ) throws(HostError) {
        let beside = "\(path).\(RandomBytes.hex(count: 6)).tmp"
        do {
            let descriptor = try OpenFile(beside, O_WRONLY | O_CREAT | O_EXCL, mode: mode, operation: "write")
            try descriptor.write(Array(bytes), "write")
            try checked(fsync(descriptor.number), "write", path)
            try descriptor.close("write")
            try rename(beside, to: path)
        } catch {
            unlink(beside)
            throw HostError(operation: "write", subject: path, code: error.code)
        }
        let folder = try OpenFile(HostPath.dirname(path), O_RDONLY | O_DIRECTORY, operation: "synchronise")
        // Some file systems cannot synchronise a folder (EINVAL); the rename is in order there all the same.
        fsync(folder.number)
    }

    /// Moves within a file system and replaces what is there.
    package static func rename(_ path: String, to target: String) throws(HostError) {
        try checked(Glibc.rename(path, target), "rename", "\(path) to \(target)")
    }

    /// Removes a file or symbolic link.
    package static func remove(_ path: String) throws(HostError) {
        try checked(unlink(path), "remove", path)
    }

    /// Makes a symbolic link; `target` need not exist.
    package static func makeSymbolicLink(at path: String, to target: String) throws(HostError) {
        try checked(symlink(target, path), "make the link", path)
    }
}
