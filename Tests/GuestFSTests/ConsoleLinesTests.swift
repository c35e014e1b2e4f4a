import Testing

@testable import GuestFS

/// The lines of a command among what comes over an appliance's console.
@Suite struct ConsoleLinesTests {
    @Test(arguments: [
        ("@1oa\n@1eb\n", [GuestDisk.Output.standardOutput("a"), .standardError("b")]),
        ("@1oa\r\n", [.standardOutput("a")]),
        ("[ 12.3] EXT4-fs: mounted@1oa\n", [.standardOutput("a")]),
        ("[ 12.3] EXT4-fs: mounted\n@2oforeign\no\n", []),
        ("@1o\n", [.standardOutput("")]),
        ("@1x?\n@1\n", []),
        ("@1ounfinished", []),
        ("@1o@1o\n", [.standardOutput("@1o")]),
        ("@@1oa\n", [.standardOutput("a")]),
    ])
    func `only whole lines with the token count`(text: String, found: [GuestDisk.Output]) {
        var lines = ConsoleLines(token: "@1")
        #expect(lines.receive(text.utf8) == found)
        #expect(!lines.hasEnded)
    }

    @Test func `pieces of any size make the same lines`() {
        let text = Array("noise\r\n@1oeins\r\n@1ezwei\r\n@1.\r\n".utf8)
        for size in 1...text.count {
            var lines = ConsoleLines(token: "@1")
            var found: [GuestDisk.Output] = []
            for start in stride(from: 0, to: text.count, by: size) {
                found += lines.receive(text[start..<min(start + size, text.count)])
            }
            #expect(found == [.standardOutput("eins"), .standardError("zwei")])
            #expect(lines.hasEnded)
        }
    }

    @Test func `a line without an end is cut off instead of being gathered for ever`() {
        var lines = ConsoleLines(token: "@1")
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
        var longest = 0
        _ = lines.receive("@1o".utf8)
        for _ in 0..<40 {
            for case .standardOutput(let text) in lines.receive(piece) { longest = max(longest, text.utf8.count) }
        }
        #expect(longest > 1 << 19 && longest <= 1 << 20)
    }

    @Test func `the console keeps its last lines, without control characters`() {
        let console = ApplianceConsole()
        for number in 0..<40_000 {
            Array("line \(number)\u{1B}[0m\r\n   \n".utf8).withUnsafeBytes { console.receive($0) }
        }
        #expect(console.lastLines(2) == ["line 39998[0m", "line 39999[0m"])
        #expect(console.lastLines(1_000_000).count < 10_000)
    }

    @Test func `words of a command do not get into the trace`() {
        let console = ApplianceConsole()
        var heard: [GuestDisk.Output] = []
        console.listening(for: "@1", { heard.append($0) }) {
            Array("@1osecret\n@1.\n".utf8).withUnsafeBytes { console.receive($0) }
            #expect(console.hasEnded)
        }
        #expect(heard == [.standardOutput("secret")])
        #expect(console.lastLines(10).isEmpty)
    }
}
