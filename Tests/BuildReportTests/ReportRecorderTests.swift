import BuildEvents
import BuildReport
import Synchronization
import TestSupport
import Testing

@Suite struct ReportRecorderTests {
    @Test func `each build keeps its own events with their time, and everything is handed on`() throws {
        let next = NotedEvents()
        let time = Mutex(Duration.zero)
        let recorder = ReportRecorder(names: ["a", "b"], next: next) {
            time.withLock { time in
                time += .seconds(1)
                return time
            }
        }
        BuildLog(build: "a", sink: recorder).say("one")
        BuildLog(build: "b", sink: recorder).message("two")
        BuildLog(build: "a (manifest)", sink: recorder).say("three")
        BuildLog(build: nil, sink: recorder).say("four")
        BuildLog(build: "c", sink: recorder).say("five")
        let build = try #require(recorder.build(named: "a"))
        #expect(build.timeline.map(\.text.text) == ["one", "three"])
        #expect(build.timeline.map(\.time) == [.seconds(1), .seconds(3)])
        #expect(recorder.build(named: "b")?.timeline.map(\.kind) == [.detail])
        #expect(recorder.build(named: "c") == nil)
        #expect(next.said == ["one", "three", "four", "five"])
    }

    @Test func `attempts and screens in a row that saw the same are one`() {
        var build = RecordedBuild(name: "x")
        for time in 1...5 {
            build.note(.exhibit(.attempt(stage: "dial", seen: "refused")), at: .seconds(time))
            build.note(.exhibit(.screen(ScreenExhibit(lines: ["same"]))), at: .seconds(time))
        }
        build.note(.exhibit(.screen(ScreenExhibit(lines: ["same"], picture: [1]))), at: .seconds(6))
        #expect(build.attempts.map(\.count) == [5])
        #expect(build.attempts.map(\.last) == [.seconds(5)])
        build.note(.exhibit(.screen(ScreenExhibit(lines: ["same"], picture: [2]))), at: .seconds(7))
        #expect(build.screens.map(\.picture) == [[2]])
        for picture: [UInt8] in [[3], [4]] {
            build.note(.exhibit(.screen(ScreenExhibit(lines: nil, picture: picture))), at: .seconds(8))
        }
        #expect(build.screens.map(\.picture) == [[2], [3], [4]])
    }

    @Test func `what a guest can make grow is bounded, and the last pictures are kept`() {
        var build = RecordedBuild(name: "x")
        let long = String(repeating: "x", count: 1 << 21)
        build.note(.exhibit(.serial(long)))
        build.note(.message(long))
        build.note(.exhibit(.guestLog(name: "a", text: long)))
        for number in 0..<5000 {
            build.note(.message("\(number)"))
            build.note(.exhibit(.screen(ScreenExhibit(lines: ["\(number)"], picture: [1]))))
            build.note(.exhibit(.machineEvent(name: "RESET", details: "\(number)")))
        }
        #expect(build.serial.utf8.count < 1 << 21)
        #expect(build.guestLogs[0].text.utf8.count < 1 << 20)
        #expect(build.timeline.count <= 4000)
        #expect(build.timeline[0].text.text.utf8.count < 1 << 15)
        #expect(build.timeline.last?.text.text == "4999")
        #expect(build.timeline[1].text.text == "0")
        #expect(build.screens.count <= 500)
        #expect(build.screens.count { $0.picture != nil } == 4)
        #expect(build.screens.last?.lines == ["4999"])
        #expect(build.machineEvents.count == 1000)
    }

    @Test func `our own words are not masked where they are somebody's secret`() {
        let redactor = Redactor()
        redactor.add("SSH")
        var build = RecordedBuild(name: "x")
        let text: EventText = "Waiting for SSH of \("SSH")"
        build.take(BuildEvent(build: "x", .say(text.text), ownWords: text.ownWords), at: .zero)
        #expect(build.redacted(by: redactor).timeline.map(\.text.text) == ["Waiting for SSH of <sensitive>"])
    }
}
