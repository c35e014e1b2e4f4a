internal import CHostShims
import Glibc

extension HostFiles {
    /// A part of a file.
    package enum Stretch {
        /// Bytes, valid during the call only.
        case data(UnsafeRawBufferPointer)
        /// That many zeros, for which the file system keeps no blocks.
        case hole(Int64)
    }

    /// Hands a file to `body` from its beginning to its end; holes are told, not read.
    ///
    /// - Parameter size: the greatest piece of data, in bytes.
    /// - Returns: the sum of what was handed out, in bytes.
    @discardableResult
    package static func readStretches(
        _ path: String, size: Int = 1 << 20, _ body: (Stretch) throws -> Void
    ) throws -> Int64 {
        let file = try OpenFile(path, O_RDONLY, operation: "read")
        guard try FileKind(mode: file.status("read").st_mode) == .file else {
            throw HostError(operation: "read", subject: path, reason: "it is not a file")
        }
        let end = Int64(try file.status("read").st_size)
        // The kernel reads ahead further, and what it reads here soon goes out of its memory.
        posix_fadvise(file.number, 0, 0, POSIX_FADV_SEQUENTIAL)
        var buffer = [UInt8](repeating: 0, count: size)
        var offset: Int64 = 0
        while offset < end {
            let start = ingot_seek_data(file.number, offset)
            if start == -Int64(ENXIO) { break }
            // A file system that knows no holes is one long stretch of data.
            let begin = start < 0 ? offset : start
            if begin > offset { try body(.hole(begin - offset)) }
            let hole = start < 0 ? end : ingot_seek_hole(file.number, begin)
            offset = try readData(file, from: begin, to: hole < 0 ? end : min(hole, end), &buffer, body)
        }
        if offset < end { try body(.hole(end - offset)) }
        return end
    }

    private static func readData(
        _ file: borrowing OpenFile, from begin: Int64, to end: Int64, _ buffer: inout [UInt8],
        _ body: (Stretch) throws -> Void
    ) throws -> Int64 {
        var offset = begin
        while offset < end {
            let wanted = Int(min(Int64(buffer.count), end - offset))
            let count = try buffer.withUnsafeMutableBytes { bytes in
                try checked(pread(file.number, bytes.baseAddress, wanted, off_t(offset)), "read", file.path)
            }
            guard count > 0 else {
                throw HostError(operation: "read", subject: file.path, reason: "it became shorter meanwhile")
            }
            try buffer.withUnsafeBytes { try body(.data(UnsafeRawBufferPointer(rebasing: $0[..<count]))) }
            offset += Int64(count)
        }
        return offset
    }
}
