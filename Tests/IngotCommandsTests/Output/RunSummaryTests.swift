import BuildEvents
import ComponentAPI
import HostOS
import Pipeline
import Testing

@testable import IngotCommands

@Suite struct RunSummaryTests {
    let stream = CapturedOutput()

    func outcome(_ name: String, _ artifacts: [NamedArtifact] = [], error: (any Error)? = nil) -> BuildOutcome {
        BuildOutcome(name: name, artifacts: artifacts, error: error, duration: .seconds(1))
    }

    func summary(_ outcomes: [BuildOutcome], isInterrupted: Bool = false) -> (text: String, status: Int32) {
        let summary = RunSummary(outcomes: outcomes, duration: .seconds(62), isInterrupted: isInterrupted)
        let output = HumanOutput(to: stream, style: HumanOutput.Style(), redactor: Redactor())
        summary.emit(to: output)
        return (stream.text, summary.exitStatus)
    }

    @Test func successNamesEachArtifact() {
        let (text, status) = summary([
            outcome(
                "qemu.a", [NamedArtifact(description: "VM files in directory: out"), NamedArtifact(description: "")]),
            outcome("qemu.b", [NamedArtifact(description: "b")]),
        ])
        #expect(
            text == """

                ==> Wait completed after 1 minute 2 seconds

                ==> Builds finished. The artifacts of successful builds are:
                --> qemu.a: VM files in directory: out
                --> qemu.a: <nothing>
                --> qemu.b: b

                """)
        #expect(status == 0)
    }

    @Test func failureNamesEachError() {
        let (text, status) = summary([outcome("qemu.a", error: OutputFailure(description: "no\nluck"))])
        #expect(
            text == """

                ==> Wait completed after 1 minute 2 seconds

                ==> Some builds didn't complete successfully and had errors:
                --> qemu.a: no
                luck

                ==> Builds finished but no artifacts were created.

                """)
        #expect(status == 1)
    }

    @Test func failureAndSuccessAreToldApart() {
        let (text, status) = summary([
            outcome("qemu.a", [NamedArtifact(description: "a")]),
            outcome("qemu.b", error: OutputFailure(description: "no")),
        ])
        #expect(
            text == """

                ==> Wait completed after 1 minute 2 seconds

                ==> Some builds didn't complete successfully and had errors:
                --> qemu.b: no

                ==> Builds finished. The artifacts of successful builds are:
                --> qemu.a: a

                """)
        #expect(status == 1)
    }

    @Test func whatABuildWithAnErrorLeftIsNamed() {
        let (text, status) = summary([
            outcome("qemu.a", [NamedArtifact(description: "a")], error: OutputFailure(description: "no"))
        ])
        #expect(
            text == """

                ==> Wait completed after 1 minute 2 seconds

                ==> Some builds didn't complete successfully and had errors:
                --> qemu.a: no

                ==> These artifacts of builds with errors were kept:
                --> qemu.a: a

                """)
        #expect(status == 1)
    }

    @Test func anInterruptedRunHasNeitherErrorsNorArtifacts() {
        let (text, status) = summary(
            [outcome("qemu.a", error: CancellationError()), outcome("qemu.b", [NamedArtifact(description: "b")])],
            isInterrupted: true)
        #expect(
            text == """

                ==> Wait completed after 1 minute 2 seconds
                Cleanly cancelled builds after being interrupted.

                """)
        #expect(status == 1)
    }

    @Test func aRunWithoutBuildsIsAFailure() {
        let (text, status) = summary([])
        #expect(
            text == """

                ==> Wait completed after 1 minute 2 seconds

                ==> Builds finished but no artifacts were created.

                """)
        #expect(status == 1)
    }

    @Test func buildsWithoutArtifactsSucceedAllTheSame() {
        let (text, status) = summary([outcome("qemu.a")])
        #expect(text.hasSuffix("\n==> Builds finished but no artifacts were created.\n"))
        #expect(status == 0)
    }

    @Test func programsAreToldEveryPartOfAnArtifact() {
        let artifact = NamedArtifact(description: "a, b", files: ["out/a", "out/b"])
        let failed = outcome(
            "qemu.b", [NamedArtifact(description: "left")], error: OutputFailure(description: "no"))
        RunSummary(outcomes: [outcome("qemu.a", [artifact]), failed], duration: .seconds(1), isInterrupted: false)
            .emit(to: MachineReadableOutput(to: stream, redactor: Redactor(), time: { 7 }))
        #expect(
            stream.text == """
                7,,ui,say,\\n==> Wait completed after 1 second
                7,,error-count,1
                7,,ui,error,\\n==> Some builds didn't complete successfully and had errors:
                7,qemu.b,error,no
                7,,ui,error,--> qemu.b: no
                7,,ui,say,\\n==> These artifacts of builds with errors were kept:
                7,,ui,say,--> qemu.b: left
                7,,ui,say,\\n==> Builds finished. The artifacts of successful builds are:
                7,qemu.a,artifact-count,1
                7,qemu.a,artifact,0,builder-id,fake.builder
                7,qemu.a,artifact,0,id,fake-1
                7,qemu.a,artifact,0,string,a%!(PACKER_COMMA) b
                7,qemu.a,artifact,0,files-count,2
                7,qemu.a,artifact,0,file,0,out/a
                7,qemu.a,artifact,0,file,1,out/b
                7,qemu.a,artifact,0,end
                7,,ui,say,--> qemu.a: a%!(PACKER_COMMA) b

                """)
    }

    @Test(arguments: [
        (ProcessSignal.interrupt, "interrupt"), (.terminate, "terminated"), (.hangUp, "hangup"),
    ])
    func aSignalIsNamed(signal: ProcessSignal, name: String) {
        #expect(RunSummary.cancelling(after: signal).text == "Cancelling build after receiving \(name)")
    }
}
