import HostOS
import Synchronization
import Testing

@Suite struct FileLockTests {
    @Test func onlyOneHoldsTheLock() async throws {
        try await withTemporaryDirectory { folder in
            let inside = Mutex((now: 0, most: 0))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await withFileLock(folder + "/lock") {
                            inside.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                            await Task.yield()
                            inside.withLock { $0.now -= 1 }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(inside.withLock { $0.most } == 1)
        }
    }

    @Test func anotherProcessSeesTheLock() async throws {
        try await withTemporaryDirectory { folder in
            let lock = try #require(try FileLock.tryAcquire(folder + "/lock"))
            #expect(try await runProcess("flock", ["-n", folder + "/lock", "true"]).exit == .status(1))
            lock.release()
            #expect(try await runProcess("flock", ["-n", folder + "/lock", "true"]).exit.isSuccess)
        }
    }

    @Test func waitingIsToldAndCancelled() async throws {
        try await withTemporaryDirectory { folder in
            let lock = try #require(try FileLock.tryAcquire(folder + "/lock"))
            let told = Flag()
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await FileLock.acquire(folder + "/lock") { told.set() } }
                while !told.isSet { await Task.yield() }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            lock.release()
        }
    }
}
