import Compression
import HostOS
import Testing

@Suite struct GzipTests {
    @Test("gunzip gives back what was compressed", arguments: ["", "a", String(repeating: "text ", count: 50_000)])
    func roundTrip(text: String) async throws {
        let bytes = try Gzip.compress(Array(text.utf8))
        let result = try await runProcess("/bin/gzip", ["-dc"], input: bytes)
        #expect(result.exit == .status(0))
        #expect(result.standardOutput == Array(text.utf8))
    }

    @Test("the header tells no time and no system, so that equal input gives equal output")
    func header() throws {
        let bytes = try Gzip.compress([1])
        #expect(bytes.prefix(10) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
        #expect(try Gzip.compress([1]) == bytes)
    }
}
