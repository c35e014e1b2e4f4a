internal import CZlib

/// Compression in gzip's format (RFC 1952).
package enum Gzip {
    /// The compressed bytes, which depend on nothing but the input.
    ///
    /// - Throws: `CompressionError` where zlib has no memory.
    package static func compress(_ bytes: [UInt8]) throws(CompressionError) -> [UInt8] {
        var stream = z_stream()
        var header = gz_header()
        guard ingot_gzip_begin(&stream, &header) == Z_OK else { throw CompressionError() }
        defer { deflateEnd(&stream) }
        guard let count = UInt32(exactly: bytes.count) else { throw CompressionError() }
        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(count))))
        let status = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = count
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                return deflate(&stream, Z_FINISH)
            }
        }
        guard status == Z_STREAM_END else { throw CompressionError() }
        return Array(output[..<Int(stream.total_out)])
    }
}

/// Data that zlib could not compress.
package struct CompressionError: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String { "the data cannot be compressed: there is too much of it, or no memory left" }
}
