import Glibc

/// A file that grows: what a download writes.
package final class AppendingFile: Sendable {
    private let descriptor: OwnedDescriptor

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
        }
    }

    /// Brings everything to the disk and closes the file.
    package func finish() throws {
        try descriptor.withNumber("write") { _ = try checked(fsync($0), "write", descriptor.name) }
        descriptor.close()
    }
}
