import Glibc

/// A local file that is read and written at any place; only this user can read it.
package final class RandomAccessFile: Sendable {
    package let path: String
    private let file: OwnedDescriptor

    /// Opens a file that is there, or makes an empty one.
    package init(_ path: String) throws(HostError) {
        let number = try checked(open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600), "open", path)
        file = OwnedDescriptor(adopting: number, name: path)
        self.path = path
    }

    /// At most `count` bytes from an offset; none behind the end.
    package func read(at offset: Int64, count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = try file.withNumber("read") { number in
            try checked(
                bytes.withUnsafeMutableBytes { pread(number, $0.baseAddress, count, off_t(offset)) }, "read", path)
        }
        return Array(bytes.prefix(got))
    }

    /// Writes all of the bytes at an offset; a gap before it is zeros.
    package func write(_ bytes: ArraySlice<UInt8>, at offset: Int64) throws {
        var rest = bytes
        var place = offset
        while !rest.isEmpty {
            let begin = place
            let count = try file.withNumber("write") { number in
                try checked(
                    rest.withUnsafeBytes { pwrite(number, $0.baseAddress, $0.count, off_t(begin)) }, "write", path)
            }
            rest = rest.dropFirst(count)
            place += Int64(count)
        }
    }

    /// Cuts the file off, or fills it with zeros, to a length in bytes.
    package func setSize(_ size: Int64) throws {
        _ = try file.withNumber("truncate") { try checked(ftruncate($0, off_t(size)), "truncate", path) }
    }

    package func size() throws(HostError) -> Int64 { try HostFiles.size(path) }

    package func close() { file.close() }
}
