internal import CHostShims
import Glibc
import Synchronization

/// A file that grows, as a download or an archive does.
package final class AppendingFile: Sendable {
    /// Bytes after which the disk is told to begin; all at the end would be waited for all at once.
    private static let writeBack = 8 << 20

    private let descriptor: OwnedDescriptor
    private let sinceWriteBack = Atomic(0)

    /// Opens a file for adding to its end, and makes it if needed.
    package init(_ path: String, mode: UInt16 = 0o644) throws {
        let number = try checked(open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode_t(mode)), "write", path)
        descriptor = OwnedDescriptor(adopting: number, name: path)
    }

    /// Bytes in the file.
    package func size() throws -> Int64 {
        try descriptor.withNumber("read") { number in
            var status = stat()
            try checked(fstat(number, &status), "read", descriptor.name)
            return Int64(status.st_size)
        }
    }

    /// Adds all of the bytes; blocks.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        try descriptor.withNumber("write") { number in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = try checked(
                    Glibc.write(number, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count), "write",
                    descriptor.name)
                rest = rest.dropFirst(count)
            }
            guard sinceWriteBack.add(bytes.count, ordering: .relaxed).newValue >= Self.writeBack else { return }
            sinceWriteBack.store(0, ordering: .relaxed)
            ingot_begin_write_back(number)
        }
    }

    /// Brings everything to the disk and closes the file.
    package func finish() throws {
        try descriptor.withNumber("write") { _ = try checked(fsync($0), "write", descriptor.name) }
        descriptor.close()
    }
}
