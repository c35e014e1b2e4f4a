import HostOS
import Testing

@testable import Archives

/// The thread that writes an archive's file.
@Suite struct FileSinkTests {
    @Test func `bytes arrive in order, in whatever pieces they come`() async throws {
        try await withTemporaryDirectory { folder in
            let path = folder + "/file"
            let sink = try FileSink(path)
            let pieces = [1, 700_000, 0, 400_000, 20 << 20, 5, 1 << 20].map { RandomBytes.bytes(count: $0) }
            for piece in pieces { try piece.withUnsafeBytes { try sink.write($0) } }
            try sink.finish()
            #expect(try HostFiles.read(path) == Array(pieces.joined()))
        }
    }

    @Test func `a full disk is told while much is written, and of little at the end`() throws {
        let piece = [UInt8](repeating: 1, count: 1 << 20)
        let much = try FileSink("/dev/full")
        #expect(throws: HostError.self) {
            for _ in 0..<16 { try piece.withUnsafeBytes { try much.write($0) } }
        }
        let little = try FileSink("/dev/full")
        try piece.prefix(100).withUnsafeBytes { try little.write($0) }
        #expect(throws: HostError.self) { try little.finish() }
    }
}
