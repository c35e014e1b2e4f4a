import Synchronization
import Testing

@testable import IngotCommands

@Suite struct PromptTests {
    @Test func anAnswerComesWithoutTheBlanksAroundIt() async throws {
        let prompt = Prompt { _ in "  a b \r" }
        #expect(try await prompt.ask("?") == "a b")
    }

    @Test func withoutATerminalAskingFails() async {
        let prompt = Prompt { _ in nil }
        await #expect(throws: Prompt.NoTerminal.self) { try await prompt.ask("?") }
    }

    @Test func questionsAreAskedOneAtATime() async throws {
        let inside = Mutex(0)
        let most = Mutex(0)
        let prompt = Prompt { question in
            let count = inside.withLock { count in
                count += 1
                return count
            }
            most.withLock { $0 = max($0, count) }
            for _ in 0..<20 { await Task.yield() }
            inside.withLock { $0 -= 1 }
            return question
        }
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<8 { group.addTask { try await prompt.ask("\(number)") } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(answers.count == 8)
        #expect(most.withLock { $0 } == 1)
    }

    @Test func whoIsCancelledWhileWaitingGivesUpItsTurn() async throws {
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        let prompt = Prompt { question in
            enter.yield()
            if question == "first" { for await _ in gate {} }
            return question
        }
        let first = Task { try await prompt.ask("first") }
        for await _ in entered { break }
        let second = Task { try await prompt.ask("second") }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        opener.finish()
        #expect(try await first.value == "first")
        #expect(try await prompt.ask("third") == "third")
    }
}
