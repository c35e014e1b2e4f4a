import BuildEvents
import ComponentAPI

/// Runs the builds of a plan, a limited number at a time, and tells how each ended.
///
/// Cancelling the calling task cancels every build; `run` returns once all of them have cleaned up.
package struct BuildRunner: Sendable {
    private let settings: RunSettings
    private let sink: any EventSink
    private let ledger: any CleanupLedger

    package init(settings: RunSettings, sink: any EventSink, ledger: any CleanupLedger) {
        self.settings = settings
        self.sink = sink
        self.ledger = ledger
    }

    /// - Returns: one outcome per build, in the order of the plan.
    package func run(_ plan: BuildPlan) async -> [BuildOutcome] {
        let builds = plan.builds
        return await withTaskGroup(of: (Int, BuildOutcome).self) { group in
            var waiting = builds.indices.makeIterator()
            func startNext() {
                guard let index = waiting.next() else { return }
                group.addTask { (index, await run(builds[index])) }
            }
            for _ in 0..<settings.width(for: builds.count) { startNext() }
            var outcomes: [Int: BuildOutcome] = [:]
            for await (index, outcome) in group {
                outcomes[index] = outcome
                startNext()
            }
            return builds.indices.compactMap { outcomes[$0] }
        }
    }

    private func run(_ build: PlannedBuild) async -> BuildOutcome {
        let log = BuildLog(build: build.name, sink: sink)
        let clock = ContinuousClock()
        let start = clock.now
        var outcome = await SingleBuild(build: build, settings: settings, log: log, ledger: ledger).run()
        outcome.duration = clock.now - start
        let global = BuildLog(build: nil, sink: sink)
        if let text = outcome.errorText {
            global.error("Build '\(build.name)' errored after \(DurationWords.text(outcome.duration)): \(text)")
        } else {
            global.say("Build '\(build.name)' finished after \(DurationWords.text(outcome.duration)).")
        }
        return outcome
    }
}
