import HostOS

/// Where the bytes of an archive go; used by one thread.
protocol ByteSink: AnyObject {
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// Writes what is held back.
    func finish() throws
}

/// The file itself.
final class FileSink: ByteSink {
    private let file: AppendingFile

    init(_ path: String) throws {
        file = try AppendingFile(path)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws { try file.write(bytes) }

    func finish() throws { try file.finish() }
}

/// gzip on all processors, in front of another sink.
final class GzipSink: ByteSink {
    /// Bytes that one thread compresses at a time.
    private static let pieceSize = 1 << 20

    private let sink: any ByteSink
    private let blocks: DeflateBlocks
    private let workers: OrderedWorkers<[UInt8], [UInt8]>
    private let depth: Int
    private var piece: [UInt8] = []
    private var isEmpty = true

    init(_ blocks: DeflateBlocks, threads: Int, to sink: any ByteSink) {
        self.sink = sink
        self.blocks = blocks
        // Enough that no thread waits while this one reads and writes.
        depth = threads * 2
        workers = OrderedWorkers(name: "gzip", count: threads) { try blocks.compress($0) }
        piece.reserveCapacity(Self.pieceSize)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = min(rest.count, Self.pieceSize - piece.count)
            piece += UnsafeRawBufferPointer(rebasing: rest[..<count])
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            if piece.count == Self.pieceSize { try submit() }
        }
    }

    func finish() throws {
        if !piece.isEmpty || isEmpty { try submit() }
        while workers.pending > 0 { try takeResult() }
        try blocks.framing.end.withUnsafeBytes { try sink.write($0) }
        try sink.finish()
    }

    private func submit() throws {
        if workers.pending == depth { try takeResult() }
        workers.submit(piece)
        isEmpty = false
        piece = []
        piece.reserveCapacity(Self.pieceSize)
    }

    private func takeResult() throws {
        try workers.next().withUnsafeBytes { try sink.write($0) }
    }
}
