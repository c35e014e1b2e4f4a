import Synchronization
import Testing

@testable import BootCommand

final class NotingKeyboard: BootKeyboard {
    private let noted = Mutex<[String]>([])
    var events: [String] { noted.withLock { $0 } }

    func send(keysym: UInt32, isDown: Bool) async throws {
        noted.withLock { $0.append((isDown ? "+" : "-") + String(keysym, radix: 16)) }
    }
}

struct BootTypistTests {
    struct Case: Sendable {
        var text: String
        var events: [String]
    }

    @Test(arguments: [
        Case(text: "a", events: ["+61", "-61"]),
        Case(text: "A", events: ["+ffe1", "+41", "-41", "-ffe1"]),
        Case(text: "?", events: ["+ffe1", "+3f", "-3f", "-ffe1"]),
        Case(text: "/", events: ["+2f", "-2f"]),
        Case(text: "<leftCtrlOn>c<leftCtrlOff>", events: ["+ffe3", "+63", "-63", "-ffe3"]),
        Case(text: "<f12><del><spacebar>", events: ["+ffc9", "-ffc9", "+ffff", "-ffff", "+20", "-20"]),
    ])
    func `keys go down and up in this order`(_ test: Case) async throws {
        let keyboard = NotingKeyboard()
        try await BootTypist(clock: SteppedClock()).type(BootCommand.parse(test.text).command, on: keyboard)
        #expect(keyboard.events == test.events)
    }

    @Test func `every event is followed by the interval`() async throws {
        let clock = SteppedClock()
        let typist = BootTypist(pacing: .interval(.milliseconds(100)), clock: clock)
        try await typist.type(BootCommand.parse("ab<wait3>").command, on: NotingKeyboard())
        #expect(clock.sleeps == Array(repeating: .milliseconds(100), count: 4) + [.seconds(3)])
    }

    @Test func `a burst of 150 characters is followed by a pause`() async throws {
        let clock = SteppedClock()
        let text = String(repeating: "x", count: 151)
        try await BootTypist(clock: clock).type(BootCommand.parse(text).command, on: NotingKeyboard())
        #expect(clock.sleeps.count == 303)
        #expect(clock.sleeps.firstIndex(of: .milliseconds(500)) == 300)
    }

    @Test func `a cancelled task types nothing`() async {
        let keyboard = NotingKeyboard()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await BootTypist(clock: SteppedClock()).type(BootCommand.parse("abc").command, on: keyboard)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(keyboard.events.isEmpty)
    }

    @Test func `every named key has a keysym of X11's function range or is space`() {
        for key in NamedKey.allCases {
            #expect(key == .spacebar || (0xFF08...0xFFFF).contains(BootKey.named(key).keysym))
        }
    }
}

@Suite struct BootPacingTests {
    @Test(arguments: [(0, 5), (1, 5), (1.5, 15), (2, 20), (4, 40), (400, 100)])
    func aBusyHostGetsMoreTime(load: Double, milliseconds: Int) {
        let pacing = BootPacing.standard.stretched(forLoad: load)
        #expect(pacing.eventInterval == .milliseconds(milliseconds))
        #expect((pacing.burstEvents == nil) == (load > 1))
    }
}
