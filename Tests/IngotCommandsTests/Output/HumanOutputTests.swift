import BuildEvents
import Synchronization
import Testing

@testable import IngotCommands

@Suite struct HumanOutputTests {
    let stream = CapturedOutput()
    let redactor = Redactor()

    func output(_ style: HumanOutput.Style = HumanOutput.Style()) -> HumanOutput {
        HumanOutput(to: stream, style: style, redactor: redactor, timestamp: { "2026-01-31T12:00:00Z" })
    }

    func emit(_ kinds: BuildEvent.Kind..., build: String? = "qemu.a", style: HumanOutput.Style = HumanOutput.Style()) {
        let output = output(style)
        for kind in kinds { output.emit(BuildEvent(build: build, kind)) }
    }

    @Test func stepsAndErrorsHaveAnArrowAndDetailIsIndented() {
        emit(.say("Booting"), .message("kernel"), .error("no disk"))
        #expect(stream.text == "==> qemu.a: Booting\n==> qemu.a: kernel\n==> qemu.a: no disk\n")
    }

    @Test func everyLineOfATextHasThePrefixAndNoBlanksAtItsEnd() {
        emit(.say("one \n\ntwo\t"))
        #expect(stream.text == "==> qemu.a: one\n==> qemu.a:\n==> qemu.a: two\n")
    }

    @Test func whatBelongsToNoBuildHasNoPrefix() {
        emit(.say("\n==> Wait completed"), build: nil)
        #expect(stream.text == "\n==> Wait completed\n")
    }

    @Test func logLinesAndDataForProgramsAreNotShown() {
        emit(.log(.error, "x"), .machine(type: "artifact", fields: ["0"]))
        #expect(stream.text.isEmpty)
    }

    @Test func aGuestCannotDriveTheTerminal() {
        emit(.message("\u{1B}[2J\u{1B}]0;owned\u{07}\u{1B}[31mred\u{1B}[0m 10%\r20%"))
        #expect(stream.text == "==> qemu.a: 20%\n")
    }

    @Test func aControlSequenceInsideASecretDoesNotHideIt() {
        redactor.add("swordfish")
        emit(.message("sword\u{1B}[0mfish"))
        #expect(stream.text == "==> qemu.a: <sensitive>\n")
    }

    @Test func aSecretOfSeveralLinesIsMaskedBeforeTheTextIsCut() {
        redactor.add("one\ntwo")
        emit(.message("x one\ntwo y"))
        #expect(stream.text == "==> qemu.a: x <sensitive> y\n")
    }

    @Test func ourOwnWordsAreNotMasked() {
        redactor.add("ingot")
        let log = BuildLog(build: "qemu.a", sink: output())
        log.say("Connecting to VM via VNC (\(own: "/tmp/ingot-1f/vnc"))")
        log.message("ingot says \("ingot")")
        #expect(
            stream.text == """
                ==> qemu.a: Connecting to VM via VNC (/tmp/ingot-1f/vnc)
                ==> qemu.a: ingot says <sensitive>

                """)
    }

    @Test func coloursGoAroundWholeLinesAndDetailIsNotBold() {
        let output = output(HumanOutput.Style(hasColour: true))
        output.announce(builds: ["qemu.a", "qemu.b"])
        output.emit(BuildEvent(build: "qemu.b", .say("one\ntwo")))
        output.emit(BuildEvent(build: "qemu.b", .message("detail")))
        output.emit(BuildEvent(build: "qemu.a (manifest)", .say("three")))
        output.emit(BuildEvent(build: "qemu.a", .error("bad")))
        output.emit(BuildEvent(.say("all")))
        #expect(
            stream.text.replacing("\u{1B}", with: "^") == """
                ^[1;32mqemu.a: output will be in this color.^[0m
                ^[1;36mqemu.b: output will be in this color.^[0m

                ^[1;36m==> qemu.b: one^[0m
                ^[1;36m==> qemu.b: two^[0m
                ^[0;36m==> qemu.b: detail^[0m
                ^[1;32m==> qemu.a (manifest): three^[0m
                ^[1;31m==> qemu.a: bad^[0m
                all

                """)
    }

    @Test func theSixthBuildHasTheColourOfTheFirst() {
        #expect((0..<6).map(Colour.ofBuild) == [32, 36, 35, 33, 34, 32])
    }

    @Test func withoutColourNothingIsAnnounced() {
        output().announce(builds: ["qemu.a"])
        #expect(stream.text.isEmpty)
    }

    @Test func timestampsStandBeforeTheLinesOfBuilds() {
        let style = HumanOutput.Style(hasColour: true, hasTimestamps: true)
        let output = output(style)
        output.announce(builds: ["qemu.a"])
        BuildLog(build: "qemu.a", sink: output).say("step")
        BuildLog(build: "qemu.a", sink: output).unprefixed.say("Build 'qemu.a' finished after 1 second.")
        BuildLog(build: nil, sink: output).say("==> Wait completed")
        #expect(
            stream.text.replacing("\u{1B}", with: "^") == """
                ^[1;32mqemu.a: output will be in this color.^[0m

                ^[1;32m2026-01-31T12:00:00Z: ==> qemu.a: step^[0m
                ^[1;32m2026-01-31T12:00:00Z: Build 'qemu.a' finished after 1 second.^[0m
                ==> Wait completed

                """)
    }

    @Test func theStatusLineMakesWayForOtherLines() {
        let output = output(HumanOutput.Style(terminalWidth: 60))
        let progress = Progress(activity: "Downloading a.iso", completed: 512, total: 1024, unit: .bytes)
        output.emit(BuildEvent(build: "qemu.a", .progress(progress)))
        output.emit(BuildEvent(build: "qemu.b", .say("step")))
        var end = progress
        end.isFinished = true
        output.emit(BuildEvent(build: "qemu.a", .progress(end)))
        let line = "    qemu.a: Downloading a.iso 50% 512 B/1.0 KiB"
        #expect(
            stream.text.replacing("\u{1B}[K", with: "<K>").replacing("\r", with: "<R>")
                == "<R><K>\(line)<R><K>==> qemu.b: step\n\(line)<R><K>")
    }

    @Test func withoutATerminalProgressIsNotShown() {
        emit(.progress(Progress(activity: "Downloading", completed: 1, total: 2, unit: .items)))
        #expect(stream.text.isEmpty)
    }

    @Test(arguments: [
        (37, "==> qemu.a: Downloading a.iso: 3.0 GiB in 37 seconds (83.0 MiB/s)\n"), (1, ""),
    ])
    func aLongTransferIsSummedUpAtItsEndEvenWithoutATerminal(seconds: Int, shown: String) {
        let start = ContinuousClock.now
        let time = Mutex(start)
        let output = HumanOutput(
            to: stream, style: HumanOutput.Style(), redactor: redactor, now: { time.withLock { $0 } })
        let log = BuildLog(build: "qemu.a", sink: output)
        func tell(_ completed: Int64, isFinished: Bool = false) {
            log.progress(
                Progress(
                    activity: "Downloading a.iso", completed: completed, total: 4 << 30, unit: .bytes,
                    isFinished: isFinished))
        }
        tell(1 << 30)
        tell(2 << 30)
        time.withLock { $0 = start + .seconds(seconds) }
        tell(4 << 30, isFinished: true)
        #expect(stream.text == shown)
    }

    @Test func aQuestionTakesThePlaceOfTheStatusLine() async {
        let output = output(HumanOutput.Style(terminalWidth: 60))
        output.emit(BuildEvent(.progress(Progress(activity: "a", completed: 1, total: nil, unit: .items))))
        let before = stream.text.count
        await output.asking("Really? ") {
            output.emit(BuildEvent(.progress(Progress(activity: "b", completed: 1, total: nil, unit: .items))))
            output.emit(BuildEvent(.say("line")))
        }
        output.emit(BuildEvent(.say("after")))
        let erase = "\r\u{1B}[K"
        #expect(stream.text.dropFirst(before) == "\(erase)\nline\nReally? b 1\(erase)after\nb 1")
    }

    @Test func aQuestionThatIsNotAnsweredIsTakenAway() async {
        let output = output(HumanOutput.Style(terminalWidth: 60))
        await #expect(throws: CancellationError.self) {
            try await output.asking("Really? ") {
                output.emit(BuildEvent(.say("line")))
                throw CancellationError()
            }
        }
        #expect(stream.text == "\nline\nReally? \r\u{1B}[K")
    }

    @Test func aQuestionOfSeveralRowsIsTakenAwayWhole() async {
        let output = output(HumanOutput.Style(terminalWidth: 10))
        await #expect(throws: CancellationError.self) {
            try await output.asking("Really and truly, now? ") { throw CancellationError() }
        }
        #expect(stream.text == "\r\u{1B}[2A\u{1B}[J")
    }

    @Test func namesInProgressAreMadeHarmlessAndMasked() {
        redactor.add("swordfish")
        let name = "\u{1B}[2Jswordfish.iso"
        emit(
            .progress(Progress(activity: name, completed: 1, total: nil, unit: .items)), build: nil,
            style: HumanOutput.Style(terminalWidth: 60))
        #expect(stream.text == "\r\u{1B}[K<sensitive>.iso 1")
    }
}
