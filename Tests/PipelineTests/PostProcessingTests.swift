import ComponentAPI
import Testing

@testable import Pipeline

@Suite struct PostProcessingTests {
    var run = FakeRun()

    /// Runs the chains and tells what is left, what was destroyed, and the error.
    mutating func result(_ chains: [[PlannedPostProcessor]]) async -> (kept: [String], destroyed: [String], String?) {
        run.chains = chains
        let outcome = await run.outcome()
        let destroyed = run.recorder.all.filter { $0.hasPrefix("destroyed ") }.map { String($0.dropFirst(10)) }
        return (outcome?.artifacts.map(\.id) ?? [], destroyed, outcome?.errorText)
    }

    @Test mutating func withoutChainsTheOriginalIsTheResult() async {
        let result = await result([])
        #expect(result.kept == ["original"])
        #expect(result.destroyed.isEmpty)
    }

    @Test mutating func artifactsThatAreNotKeptAreDestroyed() async {
        let result = await result([[run.postProcessor(makes: "b"), run.postProcessor(makes: "c")]])
        #expect(result.kept == ["c"])
        #expect(result.destroyed == ["b", "original"])
    }

    @Test mutating func keptArtifactsComeInTheOrderOfTheSummary() async {
        let result = await result([
            [run.postProcessor(makes: "b", keeps: true), run.postProcessor(makes: "c", keeps: true)],
            [run.postProcessor(makes: "d")],
        ])
        #expect(result.kept == ["original", "b", "c", "d"])
        #expect(result.destroyed.isEmpty)
    }

    @Test(arguments: [
        (Bool?.none, false, false, false), (nil, true, false, true), (true, false, false, true),
        (false, true, false, false), (false, true, true, true), (nil, true, true, true), (nil, false, true, true),
    ])
    mutating func theTemplateDecidesOnTheInputUnlessItMustStay(
        template: Bool?, keeps: Bool, must: Bool, stays: Bool
    ) async {
        let result = await result([[run.postProcessor(makes: "b", keeps: keeps, must: must, template: template)]])
        #expect(result.kept == (stays ? ["original", "b"] : ["b"]))
        #expect(result.destroyed == (stays ? [] : ["original"]))
    }

    @Test mutating func anyChainThatKeepsTheOriginalSavesIt() async {
        let result = await result([
            [run.postProcessor(makes: "b")], [run.postProcessor(makes: "c", template: true)],
        ])
        #expect(result.kept == ["original", "b", "c"])
    }

    @Test mutating func aChainEndsWithoutAnArtifact() async {
        let result = await result([
            [run.postProcessor(makes: nil, keeps: true), run.postProcessor("never", makes: "c")]
        ])
        #expect(result.kept == ["original"])
        #expect(!run.recorder.all.contains("Running post-processor: never"))
    }

    @Test mutating func theOriginalSurvivesAFailedChainAndTheOtherChainsRun() async {
        let result = await result([
            [run.postProcessor(makes: "b"), run.failingPostProcessor()], [run.postProcessor(makes: "d")],
        ])
        #expect(result.kept == ["original", "b", "d"])
        #expect(result.2 == "1 error(s) occurred:\n\n* Post-processor failed: broken")
        #expect(result.destroyed.isEmpty)
    }

    @Test mutating func severalFailuresAreToldTogether() async {
        let result = await result([[run.failingPostProcessor()], [run.failingPostProcessor()]])
        #expect(result.kept == ["original"])
        #expect(
            result.2 == "2 error(s) occurred:\n\n* Post-processor failed: broken\n* Post-processor failed: broken")
    }

    @Test mutating func anArtifactThatCannotBeDestroyedFailsTheBuild() async {
        run.artifactIsStuck = true
        let result = await result([[run.postProcessor(makes: "b")]])
        #expect(result.kept == ["b"])
        #expect(
            result.2
                == "1 error(s) occurred:\n\n* Failed cleaning up the artifact that is not kept: original is stuck")
    }

    @Test mutating func eachIsAnnouncedByNameAndType() async {
        _ = await result([
            [run.postProcessor("checksum", makes: "b"), run.postProcessor("x", name: "mine", makes: "c")]
        ])
        #expect(
            run.recorder.steps.filter { $0.hasPrefix("Running") }
                == ["Running post-processor: checksum", "Running post-processor: mine (type x)"])
    }

    @Test mutating func aBuildWithoutAnArtifactHasNoPostProcessing() async {
        struct Nothing: Builder {
            func run(_ context: BuildContext) -> (any Artifact)? { nil }
        }
        run.chains = [[run.postProcessor(makes: "b")]]
        let outcome = await run.run([run.build("fake.a", Nothing())]).first
        #expect(outcome?.artifacts.isEmpty == true)
        #expect(outcome?.error == nil)
        #expect(run.recorder.steps.isEmpty)
    }
}
