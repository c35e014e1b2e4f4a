import BuildEvents
import ComponentAPI
import HostOS
import Synchronization
import TestSupport
import Testing

@testable import Pipeline

@Suite struct BuildRunnerTests {
    /// Runs builds that all wait until `count` of them run at once, or until nothing else can happen.
    func mostAtOnce(_ settings: RunSettings, builds: Int) async -> Int {
        var run = FakeRun()
        run.settings = settings
        let running = Mutex(0)
        let most = Mutex(0)
        let builder = FakeBuilder(recorder: run.recorder) { _ in
            let now = running.withLock { number in
                number += 1
                return number
            }
            most.withLock { $0 = max($0, now) }
            for _ in 0..<50 { await Task.yield() }
            running.withLock { $0 -= 1 }
        }
        let outcomes = await run.run((0..<builds).map { run.build("fake.\($0)", builder) })
        #expect(outcomes.map(\.name) == (0..<builds).map { "fake.\($0)" })
        return most.withLock { $0 }
    }

    @Test(arguments: [(1, 1), (2, 2), (9, 4)])
    func notMoreBuildsRunAtATimeThanAllowed(limit: Int, most: Int) async {
        #expect(await mostAtOnce(RunSettings(parallelBuilds: limit), builds: 4) <= most)
    }

    @Test func debugRunsOneBuildAtATime() async {
        #expect(await mostAtOnce(RunSettings(parallelBuilds: 4, isDebug: true), builds: 3) == 1)
    }

    @Test func withoutALimitAllBuildsRunAtOnce() async {
        let run = FakeRun()
        // Each waits for the others: with fewer at a time this would never end.
        let (arrivals, arrive) = AsyncStream.makeStream(of: Void.self)
        let everyone = Task {
            var count = 0
            for await _ in arrivals {
                count += 1
                if count == 3 { return }
            }
        }
        let builder = FakeBuilder(recorder: run.recorder) { _ in
            arrive.yield()
            await everyone.value
        }
        let outcomes = await run.run((0..<3).map { run.build("fake.\($0)", builder) })
        #expect(outcomes.count == 3)
    }

    @Test func temporaryFoldersAreInTheLedgerBeforeTheyAreThereAndUntilTheyAreGone() async {
        let run = FakeRun()
        let made = Mutex("")
        let builder = FakeBuilder(recorder: run.recorder) { _ in
            try await withTemporaryDirectory(prefix: "runner") { folder in
                made.withLock { $0 = folder }
                #expect(run.recorder.ledger == ["record \(LedgerEntry.path(folder))"])
                #expect(HostFiles.exists(folder))
            }
        }
        _ = await run.run([run.build("fake.a", builder)])
        let entry = LedgerEntry.path(made.withLock { $0 })
        #expect(run.recorder.ledger == ["record \(entry)", "settle \(entry)"])
    }

    @Test func aFailedBuildDoesNotStopTheOthers() async {
        let run = FakeRun()
        let bad = FakeBuilder(recorder: run.recorder) { _ in throw Failure("broken") }
        let good = FakeBuilder(recorder: run.recorder) { _ in }
        let outcomes = await run.run([run.build("fake.bad", bad), run.build("fake.good", good)])
        #expect(outcomes.map(\.errorText) == ["broken", nil])
        #expect(
            run.recorder.all.contains { $0.hasPrefix("Build 'fake.bad' errored after ") && $0.hasSuffix(": broken") })
        #expect(run.recorder.all.contains { $0.hasPrefix("Build 'fake.good' finished after ") && $0.hasSuffix(".") })
    }

    @Test func buildsThatWaitWhenTheRunIsCancelledNeverStart() async {
        var run = FakeRun()
        run.settings = RunSettings(parallelBuilds: 1)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let recorder = run.recorder
        let endless = FakeBuilder(recorder: recorder) { _ in
            start.yield()
            try await untilCancelled()
        }
        let builds = [run.build("fake.first", endless), run.build("fake.second", endless)]
        let runner = BuildRunner(settings: run.settings, sink: recorder, ledger: recorder)
        let all = Task { await runner.run(BuildPlan(builds: builds)) }
        for await _ in started { break }
        all.cancel()
        let outcomes = await all.value
        #expect(outcomes.map(\.name) == ["fake.first"])
        #expect(outcomes.first?.isCancelled == true)
        #expect(recorder.all.count == 2)
        #expect(recorder.all.first == "machine removed")
        #expect(recorder.all.last?.hasPrefix("Build 'fake.first' errored after ") == true)
        #expect(recorder.all.last?.hasSuffix(": build was cancelled") == true)
    }

    @Test func aBuildThatIsCancelledAfterItsBuilderSkipsItsPostProcessors() async {
        var run = FakeRun()
        run.chains = [[run.postProcessor(makes: "b")]]
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let recorder = run.recorder
        let builder = FakeBuilder(recorder: recorder) { _ in
            start.yield()
            while !Task.isCancelled { await Task.yield() }
        }
        let builds = [run.build("fake.a", builder)]
        let runner = BuildRunner(settings: run.settings, sink: recorder, ledger: recorder)
        let all = Task { await runner.run(BuildPlan(builds: builds)) }
        for await _ in started { break }
        all.cancel()
        let outcome = await all.value.first
        #expect(outcome?.isCancelled == true)
        #expect(outcome?.artifacts.map(\.id) == ["original"])
        #expect(recorder.steps.isEmpty)
        #expect(recorder.log == ["Build was cancelled. Skipping post-processors."])
    }

    @Test func anEmptyPlanHasNoOutcomes() async {
        #expect(await FakeRun().run([]).isEmpty)
    }
}
