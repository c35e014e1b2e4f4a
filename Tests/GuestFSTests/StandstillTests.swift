import HostOS
import Testing

@testable import GuestFS

/// How a machine that hangs is told from one that is slow.
@Suite struct StandstillTests {
    /// The verdict at each sample: processor time and the time of looking, in seconds.
    private func verdicts(_ samples: [(used: Double?, at: Double)]) -> [Bool] {
        var meter = StandstillMeter(least: .seconds(1), patience: .seconds(60))
        return samples.map { meter.standsStill(used: $0.used.map { .seconds($0) }, at: .seconds($0.at)) }
    }

    @Test func `a process that hardly computes for long enough stands still`() {
        #expect(verdicts([(nil, 0), (5, 1), (5.9, 60), (5.9, 61)]) == [false, false, false, true])
    }

    @Test func `a process that computes a little now and then does not, nor one that is started again`() {
        let slow = (0..<20).map { (used: Double?(Double(2 * $0)), at: Double(50 * $0)) }
        #expect(!verdicts(slow + [(nil, 1100), (0, 1200)]).contains(true))
    }

    @Test func `watching changes nothing about what is done`() throws {
        let watch = StandstillWatch(mark: "no process has this in its words")
        #expect(watch.during { 7 } == 7)
        #expect(!watch.hasStopped)
        #expect(throws: GuestFSError.missing) { try watch.during { throw GuestFSError.missing } }
    }
}
