import Synchronization

/// Asks the user, one question at a time, whichever builds want to.
package final class Prompt: Sendable {
    /// Nobody is there to answer.
    package struct NoTerminal: Error, CustomStringConvertible {
        package let description = "no available tty"
    }

    private struct Waiting {
        var number: Int
        var turn: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var isTaken = false
        var lastNumber = 0
        var cancelled: Set<Int> = []
        var waiting: [Waiting] = []
    }

    private let state = Mutex(State())
    private let read: @Sendable (String) async throws -> String?

    /// - Parameter read: shows a question and returns the line that was typed; `nil` where there is no terminal.
    package init(_ read: @escaping @Sendable (String) async throws -> String?) {
        self.read = read
    }

    /// - Returns: the answer without white space around it.
    /// - Throws: `NoTerminal`, or `CancellationError` if the task is cancelled while it waits for its turn.
    package func ask(_ question: String) async throws -> String {
        try await takeTurn()
        defer { passTurn() }
        guard let line = try await read(question) else { throw NoTerminal() }
        return String(line.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }

    private func takeTurn() async throws {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { turn in
                let result: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(number) != nil { return .failure(CancellationError()) }
                    guard state.isTaken else {
                        state.isTaken = true
                        return .success(())
                    }
                    state.waiting.append(Waiting(number: number, turn: turn))
                    return nil
                }
                if let result { turn.resume(with: result) }
            }
        } onCancel: {
            cancel(number)
        }
    }

    private func cancel(_ number: Int) {
        let waiting = state.withLock { state -> Waiting? in
            guard let index = state.waiting.firstIndex(where: { $0.number == number }) else {
                state.cancelled.insert(number)
                return nil
            }
            return state.waiting.remove(at: index)
        }
        waiting?.turn.resume(throwing: CancellationError())
    }

    private func passTurn() {
        let next = state.withLock { state -> Waiting? in
            guard !state.waiting.isEmpty else {
                state.isTaken = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.turn.resume()
    }
}
