import Synchronization
import Testing

@testable import BuildEvents

private final class Collector: EventSink {
    let events = Mutex<[BuildEvent]>([])
    func emit(_ event: BuildEvent) { events.withLock { $0.append(event) } }
}

@Suite struct EventTextTests {
    func own(_ text: EventText) -> [String] {
        text.ownWords.map { String(decoding: Array(text.text.utf8)[$0], as: UTF8.self) }
    }

    @Test func literalsAreOursAndValuesAreNot() {
        let host = "näme"
        let text: EventText = "To \(host) on port \(own: 22)"
        #expect(text.text == "To näme on port 22")
        #expect(own(text) == ["To ", " on port ", "22"])
    }

    @Test func textsInTextsKeepTheirWords() {
        let inner: EventText = "a\("b")"
        let sum = "x\(inner)y" + "z" as EventText
        #expect(sum.text == "xabyz")
        #expect(own(sum) == ["x", "a", "y", "z"])
    }

    @Test func onlyWhatSomebodyWroteIsMadeHarmless() {
        let text: EventText = "\u{1B}[1mours\("\u{1B}[1m yours")"
        #expect(text.printable.text == "\u{1B}[1mours yours")
        #expect(own(text.printable) == ["\u{1B}[1mours"])
    }

    @Test func aLogTellsLiteralsFromStrings() {
        let sink = Collector()
        let log = BuildLog(build: "qemu.a", sink: sink)
        let value = "value"
        log.say("literal")
        log.say(value)
        log.message("with \(value)")
        log.error("put " + value)
        #expect(sink.events.withLock { $0.map(\.ownWords) } == [[0..<7], [], [0..<5], []])
    }

    @Test func aRenamedLogKeepsItsSinkAndTheUnprefixedItsName() {
        let sink = Collector()
        let log = BuildLog(build: "qemu.a", sink: sink)
        log.renamed("qemu.a (manifest)").say("x")
        log.unprefixed.say("y")
        #expect(sink.events.withLock { $0.map(\.build) } == ["qemu.a (manifest)", "qemu.a"])
        #expect(sink.events.withLock { $0.map(\.isPrefixed) } == [true, false])
    }
}
