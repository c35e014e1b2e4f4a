import BuildEvents
import Diagnostics
import Synchronization
import Testing

@testable import ComponentAPI

@Suite struct FailureChoiceTests {
    struct Failure: Error, Equatable {}

    final class Silence: EventSink, CleanupLedger {
        func emit(_ event: BuildEvent) {}
        func record(_ entry: LedgerEntry) {}
        func settle(_ entry: LedgerEntry) {}
    }

    func context(_ choices: FailureChoice...) -> BuildContext {
        let left = Mutex(choices[...])
        let environment = ComponentEnvironment(
            buildName: "a", builderType: "fake", runUUID: "u", templateDirectory: "/", cacheDirectory: "/",
            version: "1", redactor: Redactor())
        return BuildContext(
            log: BuildLog(build: "a", sink: Silence()), environment: environment, ledger: Silence(),
            provision: { _ in }, choose: { _, _, _ in left.withLock { $0.popFirst() } ?? .cleanUp })
    }

    @Test func aStepThatFailsIsTriedAsOftenAsTheUserWants() async throws {
        var tries = 0
        let value = try await context(.retry, .retry).step("s") {
            tries += 1
            guard tries == 3 else { throw Failure() }
            return "done"
        }
        #expect(value == "done")
    }

    @Test(arguments: [true, false])
    func debugWaitsAfterAStep(canAnswer: Bool) async throws {
        let asked = Mutex<[String]>([])
        var context = context()
        context.environment.isDebug = true
        context.ask = { question in
            asked.withLock { $0.append(question) }
            guard canAnswer else { throw Failure() }
            return ""
        }
        try await context.step("stepShutdown") {}
        #expect(asked.withLock { $0 } == ["Pausing after run of step 'stepShutdown'. Press enter to continue."])
    }

    @Test(arguments: [true, false])
    func debugWaitsBeforeWhatAFailedStepMadeGoes(isDebug: Bool) async {
        let asked = Mutex<[String]>([])
        var context = context(.cleanUp)
        context.environment.isDebug = isDebug
        context.ask = { question in
            asked.withLock { $0.append(question) }
            return ""
        }
        await #expect(throws: Failure.self) { try await context.step("stepRun") { throw Failure() } }
        let question = "Pausing before cleanup of step 'stepRun'. Press enter to continue."
        #expect(asked.withLock { $0 } == (isDebug ? [question] : []))
    }

    @Test func aFailureThatIsCleanedUpIsThrownAsItIs() async {
        await #expect(throws: Failure.self) { try await context(.cleanUp).step("s") { throw Failure() } }
    }

    @Test func aFailureAfterWhichAllIsLeftSaysSo() async {
        let error = await #expect(throws: LeftAsIs.self) { try await context(.leave).step("s") { throw Failure() } }
        #expect(error?.cause is Failure)
    }

    @Test func aTeardownHappensUnlessAllIsLeft() async throws {
        let torn = Mutex(0)
        func run(_ error: (any Error)?) async throws {
            try await withTeardownUnlessLeft {
                if let error { throw error }
            } teardown: {
                torn.withLock { $0 += 1 }
            }
        }
        try await run(nil)
        await #expect(throws: Failure.self) { try await run(Failure()) }
        #expect(torn.withLock { $0 } == 2)
        await #expect(throws: LeftAsIs.self) { try await run(LeftAsIs(Failure())) }
        #expect(torn.withLock { $0 } == 2)
    }

    @Test func whatIsLeftIsExplainedByItsCause() {
        let cause = DiagnosticError(Diagnostic("Refused", detail: "by the guest"))
        #expect(LeftAsIs(cause).diagnostic.summary == "Refused")
        #expect(LeftAsIs(LeftAsIs(cause)).diagnostic.detail == "by the guest")
        #expect(LeftAsIs(Failure()).diagnostic.summary == "Failure()")
    }
}
