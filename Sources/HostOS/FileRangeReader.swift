import Glibc

/// Reads a part of a file from its beginning to its end; used by one thread.
package final class FileRangeReader {
    private let file: OwnedDescriptor
    private var offset: Int64
    private let end: Int64

    /// - Parameter range: in bytes.
    package init(_ path: String, range: Range<Int64>) throws {
        let number = try checked(open(path, O_RDONLY | O_CLOEXEC), "read", path)
        // The kernel reads further ahead.
        posix_fadvise(number, off_t(range.lowerBound), off_t(range.count), POSIX_FADV_SEQUENTIAL)
        file = OwnedDescriptor(adopting: number, name: path)
        offset = range.lowerBound
        end = range.upperBound
    }

    deinit { file.close() }

    /// Fills at most the buffer; 0 means the end of the part, or of the file before it.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let wanted = Int(min(Int64(buffer.count), end - offset))
        guard wanted > 0 else { return 0 }
        let begin = offset
        let count = try file.withNumber("read") { number in
            try checked(pread(number, buffer.baseAddress, wanted, off_t(begin)), "read", file.name)
        }
        offset += Int64(count)
        return count
    }
}
