import Synchronization
import Testing

@testable import IngotCommands

struct LineReaderTests {
    /// Gives pieces of input one after the other, then the end.
    private static func keys(_ pieces: [String]) -> @Sendable () async throws -> [UInt8] {
        let rest = Mutex(pieces[...])
        return { rest.withLock { Array(($0.popFirst() ?? "").utf8) } }
    }

    private func read(_ pieces: [String], width: Int = 80) async throws -> (lines: [String], screen: String) {
        let output = CapturedOutput()
        var reader = LineReader(
            prompt: "> ", width: width, words: [], output: output, readKeys: Self.keys(pieces))
        var lines: [String] = []
        while let line = try await reader.next() { lines.append(line) }
        return (lines, output.text)
    }

    @Test("lines are read however the keys come, up to the end")
    func lines() async throws {
        #expect(try await read(["o", "ne\rtw", "o\r"]).lines == ["one", "two"])
        #expect(try await read(["one\rrest"]).lines == ["one"])
        #expect(try await read(["a\u{03}b\r\u{04}never\r"]).lines == ["b"])
    }

    @Test("the line is drawn after the prompt with the cursor in its place")
    func drawing() async throws {
        let screen = try await read(["abc\u{1B}[D"]).screen
        #expect(screen.hasSuffix("\r\u{1B}[K> abc\r\u{1B}[4C\n"))
    }

    @Test("of a long line the part around the cursor is shown")
    func longLine() async throws {
        let screen = try await read([String(repeating: "x", count: 30) + "yz"], width: 20).screen
        #expect(screen.hasSuffix("> \(String(repeating: "x", count: 15))yz\r\u{1B}[19C\n"))
    }
}
