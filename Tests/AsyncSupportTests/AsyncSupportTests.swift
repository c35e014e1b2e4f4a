import AsyncSupport
import TestSupport
import Testing

@Suite struct AsyncSupportTests {
    private struct BodyFailed: Error {}
    private struct TeardownFailed: Error {}

    private actor Count {
        private(set) var value = 0
        func add() { value += 1 }
    }

    @Test func teardownRunsOnceAfterSuccessAndAfterFailure() async throws {
        let count = Count()
        #expect(try await withTeardown({ 7 }, teardown: { await count.add() }) == 7)
        await #expect(throws: BodyFailed.self) {
            try await withTeardown({ throw BodyFailed() }, teardown: { await count.add() })
        }
        #expect(await count.value == 2)
    }

    @Test func theBodysFailureSaysMoreThanTheTeardowns() async {
        await #expect(throws: BodyFailed.self) {
            try await withTeardown({ throw BodyFailed() }, teardown: { throw TeardownFailed() })
        }
        await #expect(throws: TeardownFailed.self) {
            try await withTeardown({}, teardown: { throw TeardownFailed() })
        }
    }

    @Test func cancellationDoesNotReachTheTeardown() async {
        let count = Count()
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await withTeardown {
                    try await untilCancelled()
                } teardown: {
                    try Task.checkCancellation()
                    await count.add()
                }
            }
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        #expect(await count.value == 1)
    }

    @Test func aDeadlineCancelsWhatTakesTooLong() async throws {
        await #expect(throws: DeadlineExceeded.self) {
            try await withDeadline(.milliseconds(1)) { try await untilCancelled() }
        }
        #expect(try await withDeadline(.seconds(3600)) { 7 } == 7)
    }
}
