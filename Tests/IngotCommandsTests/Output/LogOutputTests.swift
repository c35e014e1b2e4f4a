import BuildEvents
import Testing

@testable import IngotCommands

@Suite struct LogOutputTests {
    let stream = CapturedOutput()

    func emit(includesInterface: Bool, _ events: BuildEvent...) {
        let redactor = Redactor()
        redactor.add("swordfish")
        let output = LogOutput(
            to: stream, redactor: redactor, includesInterface: includesInterface, timestamp: { "T" })
        for event in events { output.emit(event) }
    }

    let events = [
        BuildEvent(build: "qemu.a", .say("step")), BuildEvent(build: "qemu.a", .error("bad")),
        BuildEvent(build: "qemu.a", .log(.debug, "swordfish\n\u{1B}[2Jmore\n")),
        BuildEvent(.machine(type: "error-count", fields: ["1"])),
    ]

    @Test func aFileHasEverythingThatIsShownToo() {
        emit(includesInterface: true, events[0], events[1], events[2], events[3])
        #expect(
            stream.text == """
                T [INFO] qemu.a: ui: step
                T [ERROR] qemu.a: ui error: bad
                T [DEBUG] qemu.a: <sensitive>
                T [DEBUG] qemu.a: more
                T [INFO] machine readable: error-count ["1"]

                """)
    }

    @Test func onStandardErrorWhatIsShownAnywayIsLeftOut() {
        emit(includesInterface: false, events[0], events[1], events[2], events[3])
        #expect(stream.text == "T [DEBUG] qemu.a: <sensitive>\nT [DEBUG] qemu.a: more\n")
    }

    @Test(
        arguments: [
            ([:], LogDestination.none), (["PACKER_LOG": "1"], .standardError), (["PACKER_LOG": "0"], .none),
            (["PACKER_LOG": ""], .none), (["INGOT_LOG": "debug"], .standardError),
            (["INGOT_LOG": "0", "PACKER_LOG": "1"], .none), (["PACKER_LOG_PATH": "/l"], .file("/l")),
            (["PACKER_LOG": "1", "PACKER_LOG_PATH": "/l", "INGOT_LOG_PATH": "/m"], .file("/m")),
        ] as [([String: String], LogDestination)])
    func theEnvironmentTellsWhereTheLogGoes(environment: [String: String], destination: LogDestination) {
        #expect(LogDestination(environment: environment) == destination)
    }
}
