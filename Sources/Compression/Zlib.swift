internal import CZlib

/// Data in zlib's format (RFC 1950), as in PNG files.
package enum Zlib {
    /// The unpacked bytes.
    ///
    /// - Parameter limit: no more bytes than these may come out.
    /// - Returns: `nil` if the data are damaged or end early, or more comes out.
    package static func decompress(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
        var stream = z_stream()
        guard let count = UInt32(exactly: bytes.count), ingot_zlib_begin(&stream) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var input = bytes
        // Room is made as data come: a small file may claim to be a large picture.
        var piece = [UInt8](repeating: 0, count: min(max(limit, 1), longestPiece))
        var output: [UInt8] = []
        var status = Z_OK
        input.withUnsafeMutableBufferPointer { source in
            stream.next_in = source.baseAddress
            stream.avail_in = count
            while status == Z_OK, output.count <= limit {
                status = piece.withUnsafeMutableBufferPointer { target in
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    return inflate(&stream, Z_NO_FLUSH)
                }
                output += piece[..<(piece.count - Int(stream.avail_out))]
            }
        }
        return status == Z_STREAM_END && output.count <= limit ? output : nil
    }

    /// In bytes.
    private static let longestPiece = 1 << 18
}
