import HostOS
import Testing

@testable import GuestFS

/// How a machine that hangs is told from one that is slow.
@Suite struct StandstillTests {
    @Test func `a process that hardly computes for long enough stands still`() {
        var meter = StandstillMeter(least: .seconds(1), patience: .seconds(60))
        #expect(!meter.standsStill(used: nil, at: .zero))
        #expect(!meter.standsStill(used: .seconds(5), at: .seconds(1)))
        #expect(!meter.standsStill(used: .milliseconds(5900), at: .seconds(60)))
        #expect(meter.standsStill(used: .milliseconds(5900), at: .seconds(61)))
    }

    @Test func `a process that computes a little now and then does not, nor one that is started again`() {
        var meter = StandstillMeter(least: .seconds(1), patience: .seconds(60))
        for step in 0..<20 {
            let time = Duration.seconds(50 * step)
            #expect(!meter.standsStill(used: .seconds(2 * step), at: time))
        }
        #expect(!meter.standsStill(used: nil, at: .seconds(1100)))
        #expect(!meter.standsStill(used: .zero, at: .seconds(1200)))
    }

    @Test func `watching changes nothing about what is done`() throws {
        let watch = StandstillWatch(mark: "no process has this in its words")
        #expect(watch.during { 7 } == 7)
        #expect(!watch.hasStopped)
        #expect(throws: GuestFSError.missing) { try watch.during { throw GuestFSError.missing } }
    }
}
