import BuildEvents
import ComponentAPI
import HostOS

/// Runs the builds of a plan, a limited number at a time, and tells how each ended.
///
/// Cancelling the calling task cancels every build that runs; `run` returns once all of them have cleaned up. Builds
/// that wait for their turn then never start, and nothing is said of them.
package struct BuildRunner: Sendable {
    private let settings: RunSettings
    private let sink: any EventSink
    private let ledger: any CleanupLedger

    package init(settings: RunSettings, sink: any EventSink, ledger: any CleanupLedger) {
        self.settings = settings
        self.sink = sink
        self.ledger = ledger
    }

    /// - Returns: one outcome per build that was started, in the order of the plan.
    package func run(_ plan: BuildPlan) async -> [BuildOutcome] {
        await TemporaryPath.$witness.withValue(ledger.temporaryPathWitness) { await runAll(plan.builds) }
    }

    private func runAll(_ builds: [PlannedBuild]) async -> [BuildOutcome] {
        await withTaskGroup(of: (Int, BuildOutcome?).self) { group in
            var waiting = builds.indices.makeIterator()
            func startNext() {
                guard !Task.isCancelled, let index = waiting.next() else { return }
                group.addTask { (index, await start(builds[index])) }
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

    private func start(_ build: PlannedBuild) async -> BuildOutcome? {
        let log = BuildLog(build: build.name, sink: sink)
        guard !Task.isCancelled else {
            log.info("Interrupted, not going to start this build.")
            return nil
        }
        let clock = ContinuousClock()
        let start = clock.now
        var outcome = await SingleBuild(build: build, settings: settings, log: log, ledger: ledger).run()
        outcome.duration = clock.now - start
        tell(outcome, log.unprefixed)
        return outcome
    }

    private func tell(_ outcome: BuildOutcome, _ log: BuildLog) {
        let duration = DurationWords.text(outcome.duration)
        if let text = outcome.errorText {
            log.error("Build '\(outcome.name)' errored after \(own: duration): \(text)")
        } else {
            log.say("Build '\(outcome.name)' finished after \(own: duration).")
        }
    }
}

extension CleanupLedger {
    /// Notes each temporary file and folder that is made.
    package var temporaryPathWitness: TemporaryPath.Witness {
        TemporaryPath.Witness {
            try record(.path($0))
        } end: {
            try settle(.path($0))
        }
    }
}
