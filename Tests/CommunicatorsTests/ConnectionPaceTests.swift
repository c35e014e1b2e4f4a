import SSH
import Testing

@testable import Communicators

@Suite struct ConnectionPaceTests {
    private func failure(isTimeout: Bool = false, isCrowded: Bool = false) -> SSHConnectFailure {
        var failure = SSHConnectFailure(stage: .banner, message: "", isTimeout: isTimeout)
        failure.isCrowded = isCrowded
        return failure
    }

    @Test func `a server that our connections are too many for gets a single one, and time`() {
        var pace = ConnectionPace(host: "127.0.0.1")
        #expect(pace.redialInterval != nil)
        #expect(pace.pause(after: failure(isCrowded: true)) == .seconds(2))
        #expect(pace.redialInterval == nil)
        #expect(pace.bannerTimeout == .seconds(30))
        // It does not answer for so long: another server may come.
        #expect(pace.pause(after: failure(isTimeout: true)) == .zero)
        #expect(pace.redialInterval != nil)
        #expect(pace.bannerTimeout == .seconds(5))
    }

    @Test func `silence makes the wait for a banner longer, up to ten seconds`() {
        var pace = ConnectionPace(host: "127.0.0.1")
        var waits: [Duration] = []
        for _ in 0..<9 {
            _ = pace.pause(after: failure(isTimeout: true))
            waits.append(pace.bannerTimeout)
        }
        #expect(waits == [3, 4, 5, 6, 7, 8, 9, 10, 10].map { .seconds($0) })
    }

    @Test func `a machine of its own address is not dialled many times over`() {
        #expect(ConnectionPace(host: "192.0.2.7").redialInterval == nil)
    }
}
