import HostOS

/// Where the bytes of an archive go; used by one thread.
protocol ByteSink: AnyObject {
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// Takes so many zeros: what the same number of bytes would have been.
    func writeZeros(_ count: Int) throws
    /// Writes what is held back.
    func finish() throws
}

extension ByteSink {
    func writeZeros(_ count: Int) throws {
        try ZeroBytes.forEach(count) { try write($0) }
    }
}

/// Zeros as bytes, for what can take nothing else.
enum ZeroBytes {
    private static let block = [UInt8](repeating: 0, count: 1 << 20)

    /// Hands out so many zeros in large pieces.
    static func forEach(_ count: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        var left = count
        while left > 0 {
            let part = min(left, block.count)
            try block.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<part])) }
            left -= part
        }
    }
}

/// The file itself, which a thread of its own writes: a disk that is slow for a moment keeps nobody from compressing.
final class FileSink: ByteSink {
    private static let pieceSize = 1 << 20
    /// How many pieces may wait for the disk.
    private static let depth = 8

    private let file: AppendingFile
    private let writer: OrderedWorkers<[UInt8], Void>
    private var piece: [UInt8] = []

    init(_ path: String) throws {
        let file = try AppendingFile(path)
        self.file = file
        writer = OrderedWorkers(name: "archive file", count: 1) { try $0.withUnsafeBytes { try file.write($0) } }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        piece += bytes
        if piece.count >= Self.pieceSize { try submit() }
    }

    func finish() throws {
        try submit()
        while writer.pending > 0 { try writer.next() }
        try file.finish()
    }

    private func submit() throws {
        if writer.pending == Self.depth { try writer.next() }
        writer.submit(piece)
        piece = []
    }
}
