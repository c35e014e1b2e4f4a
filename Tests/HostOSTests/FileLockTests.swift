import HostOS
import Synchronization
import Testing

@Suite struct FileLockTests {
    private actor Occupancy {
        private var now = 0
        private(set) var most = 0

        func enter() {
            now += 1
            most = max(most, now)
        }

        func leave() { now -= 1 }
    }

    /// For threads, which cannot wait for an actor.
    private final class SharedOccupancy: Sendable {
        private let counts = Mutex((now: 0, most: 0))
        var most: Int { counts.withLock { $0.most } }

        func enter() {
            counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
        }

        func leave() {
            counts.withLock { $0.now -= 1 }
        }
    }

    @Test(arguments: [false, true])
    func onlyOneHoldsTheLockWhetherItsFileStaysOrNot(removingFile: Bool) async throws {
        try await withTemporaryDirectory { folder in
            let inside = Occupancy()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await withFileLock(folder + "/lock", removingFile: removingFile) {
                            await inside.enter()
                            await Task.yield()
                            await inside.leave()
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(await inside.most == 1)
            #expect(HostFiles.exists(folder + "/lock") != removingFile)
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

    @Test func aFileRemovedByItsOwnerIsNoLockForThoseWhoHadOpenedIt() async throws {
        try await withTemporaryDirectory { folder in
            let inside = SharedOccupancy()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<4 {
                    let thread = ThreadExecutor(name: "locker \(number)")
                    group.addTask {
                        try await thread.run {
                            for _ in 0..<6000 {
                                guard let lock = try FileLock.tryAcquire(folder + "/lock") else { continue }
                                inside.enter()
                                inside.leave()
                                lock.release(removingFile: true)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(inside.most == 1)
        }
    }
}
