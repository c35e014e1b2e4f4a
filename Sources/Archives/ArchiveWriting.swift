import HostOS

/// The making of one archive, on one thread from beginning to end.
struct ArchiveWriting {
    let recipe: ArchiveRecipe
    /// For messages: where the archive will be.
    let path: String
    let isCancelled: Flag
    let progress: (Int64, Int64) -> Void

    func write(_ entries: [ArchiveEntry], to target: String) throws {
        let sizes = try entries.map(Self.size)
        var state = State(total: sizes.reduce(0, +))
        let output = try output(FileSink(target), isEmpty: state.total == 0)
        for (entry, size) in zip(entries, sizes) {
            try output.begin(entry.name, size: size, mode: entry.mode, time: time)
            try write(entry, size: size, to: output, &state)
        }
        try output.finish()
        progress(state.total, state.total)
    }

    private struct State {
        let total: Int64
        var done: Int64 = 0
        var toldPercent: Int64 = 0
    }

    /// A tar without a time would say nothing else.
    private var time: Int64? {
        switch recipe.format.container {
        case .tar, .ustar: recipe.time ?? 0
        case .zip, nil: recipe.time
        }
    }

    private static func size(_ entry: ArchiveEntry) throws -> Int64 {
        switch entry.content {
        case .file(let path): try HostFiles.size(path)
        case .bytes(let bytes): Int64(bytes.count)
        }
    }

    private func output(_ file: FileSink, isEmpty: Bool) throws -> any ArchiveOutput {
        let format = recipe.format
        let level = recipe.level.map { level in
            let levels = format.compression?.levels ?? 1...9
            return min(max(level, levels.lowerBound), levels.upperBound)
        }
        var sink: any ByteSink = file
        if format.compression == .gzip || format.compression == .bgzf {
            let framing: DeflateBlocks.Framing = format.compression == .gzip ? .plain : .bgzf
            sink = GzipSink(DeflateBlocks(framing: framing, level: level), threads: recipe.threads, to: sink)
            if format.container == nil { return BareOutput(sink: sink) }
        }
        // libarchive 3.6 crashes at the end of an lz4 file without contents.
        if isEmpty, format.container == nil, format.compression == .lz4 { return EmptyLZ4Output(sink: sink) }
        return try LibarchiveWriter(format, level: level, threads: recipe.threads, to: sink, path: path)
    }

    private func write(
        _ entry: ArchiveEntry, size: Int64, to output: any ArchiveOutput, _ state: inout State
    ) throws {
        guard case .file(let source) = entry.content else {
            if case .bytes(let bytes) = entry.content { try bytes.withUnsafeBytes { try output.write($0) } }
            return
        }
        let count = try HostFiles.readStretches(source) { stretch in
            switch stretch {
            case .data(let bytes):
                try output.write(bytes)
                try advance(bytes.count, &state)
            case .hole(var left):
                while left > 0 {
                    let count = Int(min(left, 1 << 20))
                    try output.writeZeros(count)
                    try advance(count, &state)
                    left -= Int64(count)
                }
            }
        }
        guard count == size else {
            throw ArchiveError(operation: "archive", path: source, reason: "its size changed meanwhile")
        }
    }

    private func advance(_ count: Int, _ state: inout State) throws {
        if isCancelled.isSet { throw CancellationError() }
        state.done += Int64(count)
        let percent = state.done * 100 / max(state.total, 1)
        guard percent > state.toldPercent, state.done < state.total else { return }
        state.toldPercent = percent
        progress(state.done, state.total)
    }
}

/// What files are written to.
protocol ArchiveOutput: AnyObject {
    func begin(_ name: String, size: Int64, mode: UInt16, time: Int64?) throws
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// Takes so many zeros.
    func writeZeros(_ count: Int) throws
    func finish() throws
}

extension ArchiveOutput {
    func writeZeros(_ count: Int) throws {
        try ZeroBytes.forEach(count) { try write($0) }
    }
}

extension LibarchiveWriter: ArchiveOutput {}

/// One file's bytes without any container.
final class BareOutput: ArchiveOutput {
    private let sink: any ByteSink

    init(sink: any ByteSink) { self.sink = sink }

    func begin(_ name: String, size: Int64, mode: UInt16, time: Int64?) throws {}
    func write(_ bytes: UnsafeRawBufferPointer) throws { try sink.write(bytes) }
    func writeZeros(_ count: Int) throws { try sink.writeZeros(count) }
    func finish() throws { try sink.finish() }
}

/// An lz4 file of no bytes: the frame's descriptor, end mark and the checksum of nothing (LZ4 frame format 1.6).
final class EmptyLZ4Output: ArchiveOutput {
    private static let frame: [UInt8] = [
        0x04, 0x22, 0x4D, 0x18, 0x64, 0x40, 0xA7, 0, 0, 0, 0, 0x05, 0x5D, 0xCC, 0x02,
    ]

    private let sink: any ByteSink

    init(sink: any ByteSink) { self.sink = sink }

    func begin(_ name: String, size: Int64, mode: UInt16, time: Int64?) throws {}
    func write(_ bytes: UnsafeRawBufferPointer) throws {}

    func finish() throws {
        try Self.frame.withUnsafeBytes { try sink.write($0) }
        try sink.finish()
    }
}
