import HostOS
import Testing

@Suite struct OrderedWorkersTests {
    private struct Refused: Error {}

    @Test func `results come in the order of their inputs, whoever is ready first`() async throws {
        let results = try await onOwnThread {
            let workers = OrderedWorkers<Int, Int>(name: "test", count: 4) { number in
                // The earlier, the longer.
                (0..<(100 - number) * 1000).reduce(number * 0) { $0 &+ $1 & 0 } + number
            }
            for number in 0..<100 { workers.submit(number) }
            return try (0..<100).map { _ in try workers.next() }
        }
        #expect(results == Array(0..<100))
    }

    @Test func `a failure comes in its turn`() async throws {
        let outcome = await onOwnThreadResult {
            let workers = OrderedWorkers<Int, Int>(name: "test", count: 2) { number in
                if number == 1 { throw Refused() }
                return number
            }
            for number in 0..<3 { workers.submit(number) }
            let first = try workers.next()
            let second = Result { try workers.next() }
            return (first, (try? second.get()) == nil, try workers.next(), workers.pending)
        }
        let (first, isRefused, third, pending) = try outcome.get()
        #expect((first, isRefused, third, pending) == (0, true, 2, 0))
    }

    private func onOwnThreadResult<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async -> Result<Value, any Error> {
        do { return .success(try await onOwnThread("test", body)) } catch { return .failure(error) }
    }
}
