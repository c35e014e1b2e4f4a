import Glibc

extension HostFiles {
    /// Waits until a file's contents are on the disk (fsync(2)).
    package static func synchronise(_ path: String) throws(HostError) {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw HostError(operation: "open", subject: path, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw HostError(operation: "synchronise", subject: path, code: errno) }
    }
}
