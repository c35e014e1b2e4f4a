import ComponentAPI
import Testing

@testable import SSHAdapter

@Suite struct OutputBacklogTests {
    private static let line = CommandOutput.standardOutput(String(repeating: "x", count: 1 << 20))
    /// More lines than may wait.
    private static let count = OutputBacklog.limit >> 19

    @Test func `lines that are taken make room for others`() throws {
        let backlog = OutputBacklog()
        for _ in 0..<Self.count {
            backlog.add(Self.line)
            backlog.took(Self.line)
        }
        try backlog.finish()
    }

    @Test func `too many lines are an error for whoever waits for it and for whoever comes later`() async throws {
        let backlog = OutputBacklog()
        let waiting = Task { try await backlog.overflow() }
        for _ in 0..<Self.count { backlog.add(Self.line) }
        await #expect(throws: OutputBacklog.Overflow.self) { try await waiting.value }
        #expect(throws: OutputBacklog.Overflow.self) { try backlog.finish() }
        var kept = 0
        for await _ in backlog.lines { kept += 1 }
        #expect(kept == 63)
    }
}
