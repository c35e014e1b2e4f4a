import HostOS
import Testing

@testable import QEMUBuilder

/// The clock of a machine that waits for a processor.
@Suite struct MachineTimeTests {
    @Test(.enabled(if: HostFiles.exists("/proc/self/schedstat"), "this kernel does not count it"))
    func `a process ages only while it has a processor or wants none, and never backwards`() async throws {
        // One that never rests, and one that takes the processor from it.
        let greedy = try await start("echo begun; while :; do :; done")
        let other = try await start("read x; i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo done; read x")
        try await withChildProcess(greedy, ladder: .immediate) { greedy in
            try await withChildProcess(other, ladder: .immediate) { other in
                _ = try await greedy.standardOutput?.read()
                let begin = ContinuousClock.now
                let time = MachineTime(processID: greedy.id)
                try await other.standardInput?.write(Array("go\n".utf8))
                _ = try await other.standardOutput?.read()
                let (starved, age) = (time.starved, time.now)
                #expect(starved > .zero)
                #expect(ContinuousClock.now - begin - age >= starved)
                // The kernel tells nothing of it any more.
                await greedy.terminate(.immediate)
                #expect(time.starved >= starved)
            }
        }
    }

    /// A script on the first processor.
    private func start(_ script: String) async throws -> ChildProcess {
        try await ChildProcess.start(
            "taskset", ["-c", "0", "sh", "-c", script], standardInput: .pipe, standardOutput: .pipe)
    }
}
