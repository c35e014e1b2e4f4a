import ComponentAPI
import HostOS
import Synchronization
import Testing

@testable import QEMU

/// What `-on-error=abort` and a chosen "abort" leave behind.
@Suite(
    .enabled(
        if: HostEnvironment.find(executable: "qemu-system-x86_64") != nil, "qemu-system-x86_64 is not installed"))
struct LeftMachineTests {
    struct Failure: Error {}

    final class Ledger: CleanupLedger {
        let open = Mutex<Set<LedgerEntry>>([])
        func record(_ entry: LedgerEntry) { open.withLock { _ = $0.insert(entry) } }
        func settle(_ entry: LedgerEntry) { open.withLock { _ = $0.remove(entry) } }
    }

    /// Runs a machine whose use fails.
    ///
    /// - Returns: what the ledger still holds.
    func entries(after error: any Error) async throws -> Set<LedgerEntry> {
        try await withTemporaryDirectory { folder in
            let machine = RealMachineTests.machine(in: folder)
            let program = try await QEMUProgram.find("qemu-system-x86_64")
            let line = CommandLine(machine).applying(qemuargs: [["-S"]], netDevice: machine.netDevice)
            let ledger = Ledger()
            await #expect(throws: (any Error).self) {
                try await withMachine(
                    program, line, monitorSocket: machine.monitorSocket, ledger: ledger, mayOutliveUs: true
                ) { _ in throw error }
            }
            return ledger.open.withLock { $0 }
        }
    }

    @Test func `a machine that is left goes on and stays in the ledger`() async throws {
        let open = try await entries(after: LeftAsIs(Failure()))
        guard case .process(let id, let startTime) = open.first else {
            Issue.record("the ledger holds no process")
            return
        }
        #expect(ProcessTable.isAlive(id, startTime: startTime))
        ProcessTable.signal(.kill, to: id, startTime: startTime)
    }

    @Test func `a machine that is not left is ended and struck off`() async throws {
        #expect(try await entries(after: Failure()).isEmpty)
    }
}
