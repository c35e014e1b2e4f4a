import ComponentAPI
import Synchronization
import Testing

@testable import Pipeline

@Suite struct FailurePolicyTests {
    static let cleaning = "Provisioning step had errors: Running the cleanup provisioner, if present..."
    static let failed = "Step \"StepProvision\" failed"
    static let question = "==> fake.a: " + FailurePolicy.resumableQuestion

    /// A run whose provisioner fails `times` times, and whose user gives these answers.
    func run(_ mode: OnError, answers: [String] = [], failing times: Int = .max) async -> (Recorder, BuildOutcome?) {
        var run = FakeRun()
        let recorder = run.recorder
        let tries = Counter()
        let left = Mutex(answers[...])
        run.onError = mode
        run.provisioners = [run.provisioner { if tries.next() <= times { throw Failure("no") } }]
        run.cleanup = run.provisioner { recorder.note("cleaned") }
        run.settings = RunSettings { question in
            recorder.note(question)
            guard let answer = left.withLock({ $0.popFirst() }) else { throw Failure("no available tty") }
            return answer
        }
        return (recorder, await run.outcome())
    }

    @Test func byDefaultTheCleanUpProvisionerRunsAndTheMachineIsRemoved() async {
        let (recorder, outcome) = await run(.cleanup)
        #expect(recorder.steps == [Self.cleaning, "cleaned", "machine removed"])
        #expect(outcome?.errorText == "no")
    }

    @Test func abortCleansUpNothing() async {
        let (recorder, outcome) = await run(.abort)
        #expect(recorder.steps == ["no", Self.failed + ", aborting...", "machine left"])
        #expect(outcome?.errorText == "no")
    }

    @Test func runCleanupProvisionerRunsThatAndLeavesTheMachine() async {
        let (recorder, outcome) = await run(.runCleanupProvisioner)
        #expect(recorder.steps == ["no", Self.failed + ", aborting...", Self.cleaning, "cleaned", "machine left"])
        #expect(outcome?.errorText == "no")
    }

    @Test(arguments: ["c", "C", "", "cleanup"])
    func theUserMayChooseToCleanUpAfterBeingAsked(answer: String) async {
        let (recorder, outcome) = await run(.ask, answers: [answer])
        #expect(
            recorder.steps == ["no", Self.failed, Self.question, Self.cleaning, "cleaned", "machine removed"])
        #expect(outcome?.errorText == "no")
    }

    @Test func theUserMayChooseToAbort() async {
        let (recorder, outcome) = await run(.ask, answers: ["a"])
        #expect(recorder.steps == ["no", Self.failed, Self.question, "machine left"])
        #expect(outcome?.errorText == "no")
    }

    @Test func theUserMayChooseToRetry() async {
        let (recorder, outcome) = await run(.ask, answers: ["r", "R"], failing: 2)
        let asked = ["no", Self.failed, Self.question]
        #expect(recorder.steps == asked + asked)
        #expect(outcome?.error == nil)
    }

    @Test func theUserMayChooseToGoOnWithTheProvisionerThatFailed() async {
        var run = FakeRun()
        let recorder = run.recorder
        let tries = Counter()
        run.onError = .ask
        run.provisioners = [
            run.provisioner { recorder.note("first") },
            run.provisioner {
                recorder.note("second")
                if tries.next() == 1 { throw Failure("no") }
            },
            run.provisioner { recorder.note("third") },
        ]
        run.settings = RunSettings { _ in "p" }
        let outcome = await run.outcome()
        #expect(recorder.steps == ["first", "second", "no", Self.failed, "second", "third"])
        #expect(outcome?.error == nil)
    }

    @Test func anotherAnswerIsAskedForAgain() async {
        let (recorder, _) = await run(.ask, answers: ["x", "a"])
        #expect(
            recorder.steps
                == ["no", Self.failed, Self.question, "Incorrect input: \"x\"", Self.question, "machine left"])
    }

    @Test func whereNobodyCanAnswerItIsCleanedUp() async {
        let (recorder, _) = await run(.ask)
        #expect(recorder.steps.suffix(2) == ["cleaned", "machine removed"])
        #expect(recorder.log == ["Error asking for input: no available tty"])
    }

    @Test func aFailedCleanUpIsToldAndTheFirstErrorThrown() async {
        var run = FakeRun()
        run.provisioners = [run.provisioner { throw Failure("no") }]
        run.cleanup = run.provisioner { throw Failure("not that either") }
        #expect(await run.outcome()?.errorText == "no")
        #expect(run.recorder.steps == [Self.cleaning, "Error cleaning up: not that either", "machine removed"])
    }

    @Test func aBuilderCanHaveItsOwnStepsDecided() async {
        var run = FakeRun()
        run.onError = .abort
        let recorder = run.recorder
        let builder = FakeBuilder(recorder: recorder) { context in
            let choice = await context.choose("StepConnect", Failure("refused"), MachineView())
            recorder.note("\(choice)")
        }
        _ = await run.run([run.build("fake.a", builder)])
        #expect(recorder.steps == ["refused", "Step \"StepConnect\" failed, aborting...", "leave"])
    }
}
