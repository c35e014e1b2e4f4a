import Testing

@testable import QEMUBuilder

@Suite struct QuietTimeTests {
    private func start(after samples: [QuietTime.Sample]) -> Duration {
        var quiet = QuietTime(at: .zero)
        for (index, sample) in samples.enumerated() { _ = quiet.note(sample, at: .seconds(index + 1)) }
        return quiet.start
    }

    private func sample(_ screen: String? = nil, disk: Int64 = 0, serial: Int64 = 0) -> QuietTime.Sample {
        QuietTime.Sample(screen: screen, diskBytes: disk, serialBytes: serial)
    }

    @Test func `a machine in which nothing changes is quiet since its last change`() {
        #expect(start(after: [sample("a"), sample("a"), sample("a")]) == .seconds(1))
        #expect(start(after: [sample("a"), sample("b"), sample("b")]) == .seconds(2))
        #expect(start(after: [sample("a"), sample("a", serial: 1), sample("a", serial: 1)]) == .seconds(2))
    }

    @Test func `a cursor that blinks is no change`() {
        #expect(start(after: ["a", "b", "a", "b", "a", "b"].map { sample($0) }) == .seconds(2))
    }

    @Test func `an idle system's few writes are no change, much traffic is, also in small pieces`() {
        #expect(start(after: [sample("a"), sample("a", disk: 4096), sample("a", disk: 8192)]) == .seconds(1))
        let pieces = (0...10).map { sample("a", disk: Int64($0) * 100_000) }
        #expect(start(after: pieces) > .seconds(6))
    }

    @Test func `a machine without a screen is judged by the rest`() {
        #expect(start(after: [sample(serial: 5), sample(serial: 5)]) == .seconds(1))
    }

    @Test func `a screen that was not seen lately is told of`() {
        var quiet = QuietTime(at: .zero)
        let news = ["a", "b", "a", "c"].map { quiet.note(sample($0), at: .zero) }
        #expect(news == [true, true, false, true])
    }
}
