import HostOS
import Testing

@testable import Archives

/// How much work bytes are worth.
@Suite struct DeflateSamplesTests {
    private static let size = 1 << 20
    private static let noise = RandomBytes.bytes(count: size)

    private func level(for bytes: [UInt8]) throws -> Int {
        try DeflateBlocks(framing: .plain, level: nil).level(for: bytes)
    }

    @Test func `what is compressed already is stored`() throws {
        #expect(try level(for: Self.noise) == 0)
    }

    @Test func `signs without order are coded one by one`() throws {
        #expect(try level(for: Self.noise.map { $0 & 63 + 32 }) == 1)
    }

    @Test func `what repeats is worth the usual work`() throws {
        #expect(try level(for: Array("\(Array(0..<200_000))".utf8.prefix(Self.size))) == 4)
        #expect(try level(for: [UInt8](repeating: 7, count: Self.size)) == 4)
        // Noise with a hole somewhere: nobody knows what else there is.
        var bytes = Self.noise
        bytes.replaceSubrange((Self.size / 2)..<(Self.size * 3 / 4), with: repeatElement(0, count: Self.size / 4))
        #expect(try level(for: bytes) == 4)
    }

    @Test func `a level that is asked for is obeyed`() throws {
        #expect(try DeflateBlocks(framing: .plain, level: 9).level(for: Self.noise) == 9)
    }

    @Test func `few bytes are worth the usual work`() throws {
        #expect(try level(for: Array(Self.noise.prefix(50_000))) == 4)
    }

    @Test func `zeros between samples of noise are compressed, as those of other pieces`() throws {
        let block = 0xFF00
        var bytes = Self.noise
        // Here is no sample.
        bytes.replaceSubrange(10 * block..<11 * block, with: repeatElement(0, count: block))
        let blocks = DeflateBlocks(framing: .bgzf, level: nil)
        #expect(try blocks.level(for: bytes) == 0)
        #expect(try blocks.compress(bytes).count < Self.size - block + 4096)
        let zeros = [UInt8](repeating: 0, count: 16 * block)
        #expect(try blocks.compress(zeros) == DeflateBlocks(framing: .bgzf, level: nil).compress(zeros))
    }

    @Test func `bytes of all kinds come back`() async throws {
        let bytes = Self.noise + Self.noise.map { $0 & 63 + 32 } + "\(Array(0..<300_000))".utf8
        try await withTemporaryDirectory { folder in
            try HostFiles.write(bytes, to: folder + "/whole")
            for name in ["a.gz", "a.bgzf"] {
                let recipe = ArchiveRecipe(
                    format: ArchiveFormat(container: nil, compression: name == "a.gz" ? .gzip : .bgzf))
                try await recipe.make(
                    [ArchiveEntry(name: "whole", content: .file(folder + "/whole"))], at: folder + "/" + name)
                let unpacked = try await runProcess(
                    "sh", ["-c", "gzip -dc <\(folder)/\(name) | cmp - \(folder)/whole"])
                #expect(unpacked.exit.isSuccess, "\(unpacked.errorText)")
            }
        }
    }
}
