import HostOS
import TestSupport
import Testing

@testable import QEMUBuilder

/// The clock of a machine that waits for a processor.
@Suite struct MachineTimeTests {
    @Test(.enabled(if: HostFiles.exists("/proc/self/schedstat"), "this kernel does not count it"))
    func `a process without a processor ages slowly`() async throws {
        // Two that never rest, on one processor.
        let busy = ["-c", "0", "sh", "-c", "while :; do :; done"]
        let first = try await ChildProcess.start("taskset", busy)
        let second = try await ChildProcess.start("taskset", busy)
        try await withChildProcess(first, ladder: .immediate) { first in
            try await withChildProcess(second, ladder: .immediate) { _ in
                let begin = ContinuousClock.now
                let time = MachineTime(processID: first.id)
                while time.starved < .milliseconds(100) { await nextLook() }
                let age = time.now
                #expect(ContinuousClock.now - begin - age >= .milliseconds(100))
            }
        }
    }
}
