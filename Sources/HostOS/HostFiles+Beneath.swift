internal import CHostShims
import Glibc

extension HostFiles {
    /// A file opened for somebody who asked from outside.
    package struct Opened: Sendable {
        /// Whoever gets it closes it, by `closeDescriptor` or by handing it on.
        package var descriptor: Int32
        /// What it is, symbolic links followed within the folder.
        package var kind: FileKind
        /// In bytes.
        package var size: Int64
    }

    /// Opens, for reading, a path below a folder that leads nowhere outside of it: not by `..`, not by a symbolic link.
    ///
    /// - Parameter path: relative to the folder, without a leading slash; empty for the folder itself.
    package static func openFile(_ path: String, beneath root: String) throws(HostError) -> Opened {
        let folder = try OpenFile(root, O_RDONLY | O_DIRECTORY, operation: "read")
        let full = root + "/" + path
        let number = try checkedShim(ingot_open_beneath(folder.number, path.isEmpty ? "." : path), "read", full)
        var status = stat()
        guard fstat(number, &status) == 0 else {
            let code = errno
            close(number)
            throw HostError(operation: "read", subject: full, code: code)
        }
        return Opened(descriptor: number, kind: FileKind(mode: status.st_mode), size: Int64(status.st_size))
    }

    /// Closes a descriptor that a C library did not take over.
    package static func closeDescriptor(_ number: Int32) {
        close(number)
    }
}

extension HostError {
    /// The path would have led out of its folder (openat2(2), RESOLVE_BENEATH).
    package var isOutside: Bool { code == EXDEV || code == ELOOP }
}
