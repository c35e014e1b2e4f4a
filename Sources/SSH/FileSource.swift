internal import HostOS

/// What is sent to the machine: a file or bytes in memory, read piece by piece.
package enum FileSource: Sendable {
    /// A local file; its own permission bits where `mode` is `nil`.
    case file(path: String, mode: UInt16?)
    case bytes([UInt8], mode: UInt16)
}

/// A source that is open.
struct OpenSource {
    /// Larger pieces gain nothing: the server's window is 2 MiB at most.
    static let pieceSize = 256 * 1024

    let size: UInt64
    let mode: UInt16
    private let file: StreamedFile?
    private let bytes: [UInt8]

    init(_ source: FileSource) throws {
        switch source {
        case .bytes(let bytes, let mode):
            (file, self.bytes, size, self.mode) = (nil, bytes, UInt64(bytes.count), mode & 0o7777)
        case .file(let path, let mode):
            let opened = try localFile { try StreamedFile.reading(path) }
            let status = try localFile { try opened.status() }
            guard status.isRegularFile else { throw SSHError(.file, "\(path) is not a regular file") }
            (file, bytes, size, self.mode) = (opened, [], status.size, (mode ?? status.mode) & 0o7777)
        }
    }

    /// Hands on exactly `size` bytes in pieces.
    ///
    /// - Throws: `SSHError` if the file became shorter meanwhile.
    func read(pieceSize: Int = pieceSize, _ take: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let file else {
            var rest = bytes[...]
            while !rest.isEmpty {
                try rest.prefix(pieceSize).withUnsafeBytes(take)
                rest = rest.dropFirst(pieceSize)
            }
            return
        }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
        defer { buffer.deallocate() }
        var left = size
        while left > 0 {
            let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(Int(min(left, UInt64(pieceSize)))))
            let count = try localFile { try file.read(into: wanted) }
            guard count > 0 else { throw SSHError(.file, "the local file became shorter while it was sent") }
            try take(UnsafeRawBufferPointer(rebasing: wanted.prefix(count)))
            left -= UInt64(count)
        }
    }
}

/// Runs an operation on a local file; its failure becomes one of the transfer.
func localFile<Value>(_ operation: () throws -> Value) throws -> Value {
    do {
        return try operation()
    } catch let failure as StreamedFile.Failure {
        throw SSHError(.file, failure.description)
    }
}
