import ComponentAPI
import TestSupport
import Testing

@testable import Pipeline

@Suite struct ProvisioningTests {
    @Test func provisionersRunInOrder() async {
        var run = FakeRun()
        let recorder = run.recorder
        run.provisioners = ["one", "two"].map { name in run.provisioner { recorder.note(name) } }
        #expect(await run.outcome()?.error == nil)
        #expect(recorder.steps == ["one", "two"])
    }

    @Test func theFirstFailureIsTheOneThatIsToldAfterAllRetries() async {
        var run = FakeRun()
        let tries = Counter()
        run.provisioners = [run.provisioner(maxRetries: 2) { throw Failure("try \(tries.next())") }]
        #expect(await run.outcome()?.errorText == "try 1")
        #expect(
            run.recorder.steps.prefix(3) == [
                "Provisioner failed with \"try 1\", retrying with 2 trie(s) left",
                "Provisioner failed with \"try 1\", retrying with 1 trie(s) left", "retry limit reached.",
            ])
        #expect(tries.next() == 4)
    }

    @Test func aTryThatSucceedsEndsTheTries() async {
        var run = FakeRun()
        let tries = Counter()
        run.provisioners = [
            run.provisioner(maxRetries: 5) { if tries.next() < 3 { throw Failure("no") } }
        ]
        #expect(await run.outcome()?.error == nil)
        #expect(tries.next() == 4)
        #expect(!run.recorder.steps.contains("retry limit reached."))
    }

    @Test func eachTryHasItsOwnTimeout() async {
        var run = FakeRun()
        let tries = Counter()
        run.provisioners = [
            run.provisioner(timeout: .milliseconds(20), maxRetries: 1) {
                if tries.next() == 1 { try await untilCancelled() }
            }
        ]
        #expect(await run.outcome()?.error == nil)
        let setting = "Setting a 20ms timeout for the next provisioner..."
        let late = "Cancelling provisioner after a timeout..."
        #expect(
            run.recorder.steps == [
                setting, late, "Provisioner failed with \"\(late)\", retrying with 1 trie(s) left", setting,
            ])
    }

    @Test func aProvisionerIsCancelledWhenItsTimeIsUp() async {
        var run = FakeRun()
        run.provisioners = [run.provisioner(timeout: .milliseconds(20)) { try await untilCancelled() }]
        #expect(await run.outcome()?.errorText == "Cancelling provisioner after a timeout...")
    }

    @Test func aPauseMakesTheTimeoutNotCount() async {
        var run = FakeRun()
        run.provisioners = [run.provisioner(pauseBefore: .milliseconds(1), timeout: .nanoseconds(1)) {}]
        #expect(await run.outcome()?.error == nil)
        #expect(run.recorder.steps == ["Pausing 1ms before the next provisioner..."])
    }

    @Test func aProvisionerThatContinuesOnErrorDoesNotFailTheBuild() async {
        var run = FakeRun()
        run.provisioners = [run.provisioner(maxRetries: 1, continuesOnError: true) { throw Failure("no") }]
        #expect(await run.outcome()?.error == nil)
        #expect(
            run.recorder.steps.last
                == "Warning: Provisioner failed with \"no\", but continue_on_error is set; continuing the build.")
    }

    @Test func debugWaitsForTheUserBeforeEachProvisioner() async {
        var run = FakeRun()
        let recorder = run.recorder
        run.settings = RunSettings(isDebug: true) { question in
            recorder.note(question)
            return ""
        }
        run.provisioners = ["one", "two"].map { name in run.provisioner { recorder.note(name) } }
        _ = await run.outcome()
        let pause = "==> fake.a: Pausing before the next provisioner . Press enter to continue."
        #expect(recorder.steps == [pause, "one", pause, "two"])
    }

    @Test func debugWaitsForTheUserBeforeTheMachineOfAFailedProvisionerGoes() async {
        var run = FakeRun()
        let recorder = run.recorder
        run.settings = RunSettings(isDebug: true) { question in
            recorder.note(question)
            return ""
        }
        run.provisioners = [run.provisioner { throw Failure("no") }]
        #expect(await run.outcome()?.errorText == "no")
        #expect(
            recorder.steps.suffix(2) == [
                "Pausing before cleanup of step 'StepProvision'. Press enter to continue.", "machine removed",
            ])
    }

    @Test func debugGoesOnWhereNobodyCanPressAKey() async {
        var run = FakeRun()
        run.settings = RunSettings(isDebug: true) { _ in throw Failure("no available tty") }
        run.provisioners = [run.provisioner {}]
        #expect(await run.outcome()?.error == nil)
        #expect(run.recorder.log == ["Not pausing: no available tty"])
    }
}
