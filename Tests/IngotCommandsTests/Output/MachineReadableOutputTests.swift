import BuildEvents
import Testing

@testable import IngotCommands

@Suite struct MachineReadableOutputTests {
    let stream = CapturedOutput()
    let redactor = Redactor()

    var output: MachineReadableOutput { MachineReadableOutput(to: stream, redactor: redactor, time: { 1_795_256_097 }) }

    @Test func whatPeopleSeeIsOneFieldWithItsPrefixAndWithoutATarget() {
        let log = BuildLog(build: "null.a", sink: output)
        log.say("Running")
        log.message("hello, world")
        log.error("err\r\nmore\n")
        log.unprefixed.say("Build 'null.a' finished after 1 second.")
        BuildLog(build: nil, sink: output).say("\n==> Wait completed after 1 second")
        #expect(
            stream.text == """
                1795256097,,ui,say,==> null.a: Running
                1795256097,,ui,message,==> null.a: hello%!(PACKER_COMMA) world
                1795256097,,ui,error,==> null.a: err\\r\\n==> null.a: more\\n==> null.a:
                1795256097,,ui,say,Build 'null.a' finished after 1 second.
                1795256097,,ui,say,\\n==> Wait completed after 1 second

                """)
    }

    @Test func aGuestsControlSequencesAndOverwrittenLinesAreLeftOut() {
        BuildLog(build: "null.a", sink: output).message("\("\u{1B}[31mred 10%\r20%\r\nb")")
        #expect(stream.text == "1795256097,,ui,message,==> null.a: 20%\\n==> null.a: b\n")
    }

    @Test func dataHasTheBuildAsItsTarget() {
        output.emit(BuildEvent(build: "null.a", .machine(type: "artifact", fields: ["0", "string", "a,b\nc"])))
        output.emit(BuildEvent(.machine(type: "error-count", fields: ["1"])))
        #expect(
            stream.text == """
                1795256097,null.a,artifact,0,string,a%!(PACKER_COMMA)b\\nc
                1795256097,,error-count,1

                """)
    }

    @Test func aTargetCannotForgeFields() {
        output.emit(BuildEvent(build: "a,b\nc", .machine(type: "artifact", fields: [])))
        #expect(stream.text == "1795256097,a%!(PACKER_COMMA)b\\nc,artifact\n")
    }

    @Test func secretsAreMaskedInEveryField() {
        redactor.add("sword,fish")
        output.emit(BuildEvent(build: "a", .machine(type: "artifact", fields: ["sword,fish"])))
        output.emit(BuildEvent(build: "a", .message("sword,fish")))
        #expect(stream.text == "1795256097,a,artifact,<sensitive>\n1795256097,,ui,message,==> a: <sensitive>\n")
    }

    @Test func progressAndLogLinesAreLeftOut() {
        output.emit(BuildEvent(.progress(Progress(activity: "a", completed: 1, total: nil, unit: .items))))
        output.emit(BuildEvent(.log(.error, "x")))
        #expect(stream.text.isEmpty)
    }
}
