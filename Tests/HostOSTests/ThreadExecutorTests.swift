import HostOS
import Testing

@Suite struct ThreadExecutorTests {
    private actor Blocking {
        private let executor = ThreadExecutor(name: "test")
        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
        private(set) var count = 0

        func threadName() throws -> String { try HostFiles.readText("/proc/thread-self/comm") }
        func add() { count += 1 }
    }

    @Test func anActorRunsOnItsOwnThread() async throws {
        #expect(try await Blocking().threadName() == "test\n")
    }

    @Test func jobsDoNotOverlap() async {
        let actor = Blocking()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<500 { group.addTask { await actor.add() } }
        }
        #expect(await actor.count == 500)
    }

    @Test func blockingWorkReturnsAndThrows() async throws {
        #expect(try await onOwnThread { 42 } == 42)
        await #expect(throws: HostError.self) { try await onOwnThread { try HostFiles.read("/no/such") } }
    }
}
