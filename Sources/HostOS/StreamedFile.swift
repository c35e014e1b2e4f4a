import Glibc

/// A file that is read or written from beginning to end in large pieces; blocking, for threads that may block.
package final class StreamedFile {
    /// What went wrong, with the path and the system's words.
    package struct Failure: Error, Sendable, CustomStringConvertible {
        /// What was tried, such as `read`.
        package let operation: String
        /// The file.
        package let path: String
        /// The words of strerror(3).
        package let reason: String

        package var description: String { "cannot \(operation) \(path): \(reason)" }
    }

    /// What a path is, following symbolic links.
    package struct Status: Sendable, Equatable {
        /// Whether it is a folder.
        package var isDirectory: Bool
        /// Whether it is a file with contents, rather than a device or a pipe.
        package var isRegularFile: Bool
        /// In bytes.
        package var size: UInt64
        /// The nine permission bits and the three above them.
        package var mode: UInt16
    }

    private let descriptor: Int32
    private let path: String

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Opens a file to read.
    package static func reading(_ path: String) throws(Failure) -> StreamedFile {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path) }
        return StreamedFile(descriptor: descriptor, path: path)
    }

    /// Creates a file, or empties the one that is there, and sets its mode whatever the umask is.
    package static func creating(_ path: String, mode: UInt16) throws(Failure) -> StreamedFile {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode_t(mode))
        guard descriptor >= 0 else { throw failure("create", path) }
        fchmod(descriptor, mode_t(mode))
        return StreamedFile(descriptor: descriptor, path: path)
    }

    /// What is known of the open file.
    package func status() throws(Failure) -> Status {
        var buffer = stat()
        guard fstat(descriptor, &buffer) == 0 else { throw Self.failure("examine", path) }
        return Self.status(of: buffer)
    }

    /// What is known of a file, symbolic links followed.
    package static func status(_ path: String) throws(Failure) -> Status {
        var buffer = stat()
        guard stat(path, &buffer) == 0 else { throw failure("examine", path) }
        return status(of: buffer)
    }

    /// Reads the next bytes.
    ///
    /// - Returns: how many; 0 at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw Self.failure("read", path) }
        }
    }

    /// Writes all of it at the end of what was written before.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            guard count >= 0 || errno == EINTR else { throw Self.failure("write", path) }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(max(count, 0)))
        }
    }

    /// Makes a folder unless it is there.
    package static func makeDirectory(_ path: String, mode: UInt16) throws(Failure) {
        if mkdir(path, mode_t(mode)) == 0 { return }
        guard errno == EEXIST, try status(path).isDirectory else { throw failure("create folder", path) }
    }

    /// Sets the permission bits of a file or folder.
    package static func setMode(_ path: String, _ mode: UInt16) throws(Failure) {
        guard chmod(path, mode_t(mode)) == 0 else { throw failure("set the mode of", path) }
    }

    /// The names in a folder, sorted by their bytes.
    package static func names(in path: String) throws(Failure) -> [String] {
        guard let folder = opendir(path) else { throw failure("list", path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func status(of buffer: stat) -> Status {
        let kind = buffer.st_mode & S_IFMT
        return Status(
            isDirectory: kind == S_IFDIR, isRegularFile: kind == S_IFREG, size: UInt64(max(buffer.st_size, 0)),
            mode: UInt16(buffer.st_mode & 0o7777))
    }

    private static func failure(_ operation: String, _ path: String) -> Failure {
        Failure(operation: operation, path: path, reason: String(cString: strerror(errno)))
    }
}
