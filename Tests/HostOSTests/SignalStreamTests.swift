import HostOS
import Testing

@Suite struct SignalStreamTests {
    /// In a process of its own: signals are everybody's.
    @Test func signalsArriveInOrder() async {
        await #expect(processExitsWith: .success) {
            let signals = try SignalStream()
            let own = ProcessTable.ownID
            let start = try #require(ProcessTable.startTime(of: own))
            for signal in [ProcessSignal.interrupt, .terminate, .interrupt] {
                ProcessTable.signal(signal, to: own, startTime: start)
                #expect(try await signals.next() == signal)
            }
        }
    }

    @Test func aProcessIsKnownByItsStart() throws {
        let start = try #require(ProcessTable.startTime(of: ProcessTable.ownID))
        #expect(ProcessTable.isAlive(ProcessTable.ownID, startTime: start))
        #expect(!ProcessTable.isAlive(ProcessTable.ownID, startTime: start + 1))
    }
}
