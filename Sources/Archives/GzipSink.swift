import HostOS

/// gzip on all processors, in front of another sink.
///
/// Zeros, of which disks are full, are counted rather than copied as long as nothing else comes, and a whole piece of
/// them is compressed once. What comes out depends on the bytes alone, not on which of them were told as zeros.
final class GzipSink: ByteSink {
    private let sink: any ByteSink
    private let blocks: DeflateBlocks
    private let workers: OrderedWorkers<[UInt8], [UInt8]>
    /// How many pieces may be under way: enough that no thread waits while this one reads and writes.
    private let depth: Int
    private let pieceSize: Int
    /// What of the piece is zeros only; they are bytes of `piece` once others have come.
    private var zeroCount = 0
    private var piece: [UInt8] = []
    /// For each piece that is under way, how many pieces of zeros come behind it.
    private var zeroPieces: [Int] = []
    private lazy var compressedZeros = Result { try blocks.compress([UInt8](repeating: 0, count: pieceSize)) }
    private var isEmpty = true

    init(_ blocks: DeflateBlocks, threads: Int, to sink: any ByteSink) {
        self.sink = sink
        self.blocks = blocks
        depth = threads * 2
        pieceSize = blocks.pieceSize
        workers = OrderedWorkers(name: "gzip", count: threads) { try blocks.compress($0) }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(room))
            if piece.isEmpty, ByteSearch.isZero(part) {
                zeroCount += part.count
            } else {
                fillIn()
                piece += part
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[part.count...])
            if room == 0 { try submit() }
        }
    }

    func writeZeros(_ count: Int) throws {
        var left = count
        while left > 0 {
            let part = min(left, room)
            if piece.isEmpty {
                zeroCount += part
            } else {
                ZeroBytes.forEach(part) { piece += $0 }
            }
            left -= part
            if room == 0 { try submit() }
        }
    }

    func finish() throws {
        if room < pieceSize || isEmpty { try submit() }
        while !zeroPieces.isEmpty { try takeResult() }
        try blocks.framing.end.withUnsafeBytes { try sink.write($0) }
        try sink.finish()
    }

    /// Bytes that the piece lacks.
    private var room: Int { pieceSize - zeroCount - piece.count }

    /// Makes bytes of the counted zeros.
    private func fillIn() {
        if piece.isEmpty { piece.reserveCapacity(pieceSize) }
        ZeroBytes.forEach(zeroCount) { piece += $0 }
        zeroCount = 0
    }

    private func submit() throws {
        isEmpty = false
        guard zeroCount < pieceSize else {
            zeroCount = 0
            if zeroPieces.isEmpty { return try writeZeroPieces(1) }
            zeroPieces[zeroPieces.count - 1] += 1
            return
        }
        fillIn()
        if zeroPieces.count == depth { try takeResult() }
        workers.submit(piece)
        zeroPieces.append(0)
        piece = []
    }

    private func takeResult() throws {
        try workers.next().withUnsafeBytes { try sink.write($0) }
        try writeZeroPieces(zeroPieces.removeFirst())
    }

    private func writeZeroPieces(_ count: Int) throws {
        guard count > 0 else { return }
        let bytes = try compressedZeros.get()
        for _ in 0..<count { try bytes.withUnsafeBytes { try sink.write($0) } }
    }
}
