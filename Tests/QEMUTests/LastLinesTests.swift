import Testing

@testable import QEMU

/// What is kept of a program's words.
@Suite struct LastLinesTests {
    @Test func `the oldest go, and what is repeated takes the place of one`() {
        let lines = LastLines(limit: 3)
        for line in ["one", "two", "two", "three", "two"] { lines.append(line) }
        #expect(lines.all == ["two (2 times)", "three", "two"])
        for _ in 0..<100 { lines.append("two") }
        #expect(lines.all == ["two (2 times)", "three", "two (101 times)"])
    }
}
