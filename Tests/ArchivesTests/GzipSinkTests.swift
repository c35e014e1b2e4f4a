import HostOS
import Testing

@testable import Archives

/// gzip of bytes among which there are many zeros, as gzip itself unpacks it.
@Suite struct GzipSinkTests {
    /// Small, so that many of them are quickly made.
    private static let piece = 5000
    private static let mebibyte = [UInt8](repeating: 0, count: 1 << 20)

    /// Keeps what an archive would write.
    private final class KeptBytes: ByteSink {
        var bytes: [UInt8] = []
        var isFinished = false

        func write(_ more: UnsafeRawBufferPointer) throws { bytes += more }
        func finish() throws { isFinished = true }
    }

    /// A part of an image.
    private enum Part {
        case zeros(Int)
        case text(Int)
        /// A single byte among zeros.
        case dot
    }

    private static func bytes(_ part: Part) -> [UInt8] {
        switch part {
        case .zeros(let count): [UInt8](repeating: 0, count: count)
        case .text(let count): (0..<count).map { UInt8(truncatingIfNeeded: $0 % 251 &* ($0 / 100 + 1)) }
        case .dot: [1]
        }
    }

    private func compressed(
        _ framing: DeflateBlocks.Framing = .plain, threads: Int = 2, block: Int? = piece,
        _ body: (GzipSink) throws -> Void
    ) throws -> [UInt8] {
        let kept = KeptBytes()
        let blocks = DeflateBlocks(framing: framing, level: 1, blockSize: block)
        let sink = GzipSink(blocks, threads: threads, to: kept)
        try body(sink)
        try sink.finish()
        #expect(kept.isFinished)
        return kept.bytes
    }

    private func write(_ bytes: some Collection<UInt8>, to sink: GzipSink) throws {
        try Array(bytes).withUnsafeBytes { try sink.write($0) }
    }

    private func unpacked(_ bytes: [UInt8]) async throws -> [UInt8] {
        try await withTemporaryDirectory { folder in
            try HostFiles.write(bytes, to: folder + "/a.gz")
            let result = try await runProcess("gzip", ["-dc", folder + "/a.gz"])
            try #require(result.exit.isSuccess, "\(result.errorText)")
            return result.standardOutput
        }
    }

    private static let layouts: [[Part]] = [
        [],
        [.zeros(1)],
        [.zeros(piece)],
        [.zeros(piece - 1), .dot],
        [.zeros(piece), .dot],
        [.dot, .zeros(piece - 1)],
        [.dot, .zeros(piece * 3)],
        [.zeros(piece * 5 + 7)],
        [.zeros(piece * 2), .text(piece), .zeros(piece * 9 + 1), .dot, .zeros(piece * 3)],
        [.text(512), .zeros(piece * 4), .text(100), .zeros(piece * 2 - 100)],
    ]

    @Test(arguments: layouts.indices, [DeflateBlocks.Framing.plain, .bgzf])
    func `holes and written zeros give the same file, which gzip unpacks`(
        index: Int, framing: DeflateBlocks.Framing
    ) async throws {
        let whole = Self.layouts[index].flatMap(Self.bytes)
        let written = try compressed(framing) { try write(whole, to: $0) }
        let told = try compressed(framing, threads: 3) { sink in
            for part in Self.layouts[index] {
                guard case .zeros(let count) = part else { try write(Self.bytes(part), to: sink); continue }
                try sink.writeZeros(count)
            }
        }
        #expect(told == written)
        #expect(try await unpacked(written) == whole)
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `random images in random pieces come back`(seed: UInt64) async throws {
        var random = SmallRandom(state: seed)
        var whole: [UInt8] = []
        let told = try compressed { sink in
            while whole.count < Self.piece * 20 {
                let count = random.next(below: random.next(below: 2) == 0 ? 100 : Self.piece * 3)
                switch random.next(below: 3) {
                case 0:
                    try sink.writeZeros(count)
                    whole += Self.bytes(.zeros(count))
                case 1:
                    try write(Self.bytes(.zeros(count)), to: sink)
                    whole += Self.bytes(.zeros(count))
                default:
                    let text = Self.bytes(.text(count))
                    try write(text, to: sink)
                    whole += text
                }
            }
        }
        #expect(try compressed(threads: 1) { try write(whole, to: $0) } == told)
        #expect(try await unpacked(told) == whole)
    }

    @Test func `an image above 4 GiB with a hole above 4 GiB is as many members as it has MiB`() async throws {
        try await withTemporaryDirectory { folder in
            let path = folder + "/disk"
            let text = Self.bytes(.text(1000))
            let file = try RandomAccessFile(path)
            try file.write(text[...], at: 5 << 30)
            try file.setSize(5 << 30 + 3000)
            file.close()
            let recipe = ArchiveRecipe(format: .init(container: nil, compression: .gzip), level: 1)
            try await recipe.make([.init(name: "disk", content: .file(path))], at: folder + "/a.gz")
            let member = try compressed(block: nil) { try $0.writeZeros(1 << 20) }
            let end = try compressed(block: nil) { try write(text + Self.bytes(.zeros(2000)), to: $0) }
            let made = try HostFiles.read(folder + "/a.gz")
            #expect(made.count == 5 << 10 * member.count + end.count)
            #expect(made.starts(with: member + member))
            #expect(made.suffix(end.count) == end[...])
            #expect(try await unpacked(member) == Self.mebibyte)
        }
    }
}

/// Numbers that are the same in every run.
private struct SmallRandom {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
}
