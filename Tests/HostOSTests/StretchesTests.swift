import HostOS
import Testing

@Suite struct StretchesTests {
    /// The pieces of a file by kind and length, neighbours of a kind together.
    private func pieces(_ path: String) throws -> [String] {
        var found: [(String, Int64)] = []
        try HostFiles.readStretches(path, size: 4096) { stretch in
            let piece: (String, Int64) =
                switch stretch {
                case .data(let bytes): ("data", Int64(bytes.count))
                case .hole(let count): ("hole", count)
                }
            if found.last?.0 == piece.0 {
                found[found.count - 1].1 += piece.1
            } else {
                found.append(piece)
            }
        }
        return found.map { "\($0.0) \($0.1)" }
    }

    @Test func `holes are told by their lengths`() async throws {
        try await withTemporaryDirectory { folder in
            let path = folder + "/disk"
            _ = try await runProcess("truncate", ["-s", "1M", path])
            #expect(try pieces(path) == ["hole 1048576"])
            _ = try await runProcess(
                "dd", ["if=/dev/urandom", "of=\(path)", "bs=65536", "seek=4", "count=2", "conv=notrunc"])
            #expect(try pieces(path) == ["hole 262144", "data 131072", "hole 655360"])
        }
    }

    @Test func `an empty file has no pieces and a folder is refused`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write("", to: folder + "/empty")
            #expect(try pieces(folder + "/empty") == [])
            #expect(throws: HostError.self) { try pieces(folder) }
        }
    }
}
