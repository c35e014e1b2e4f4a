import BuildEvents
import ComponentAPI

/// One build: its builder, then its post-processors.
struct SingleBuild: Sendable {
    let build: PlannedBuild
    let settings: RunSettings
    let log: BuildLog
    let ledger: any CleanupLedger

    /// The outcome without its duration.
    func run() async -> BuildOutcome {
        var outcome = BuildOutcome(name: build.name, artifacts: [], error: nil, duration: .zero)
        do {
            // A build that waited for its turn when the run was cancelled never starts.
            try Task.checkCancellation()
            guard let artifact = try await build.builder.run(context) else { return outcome }
            guard !Task.isCancelled else {
                log.info("Build was cancelled. Skipping post-processors.")
                throw CancellationError()
            }
            let result = await PostProcessing(chains: build.chains, log: log).run(on: artifact)
            outcome.artifacts = result.artifacts
            outcome.error = result.error
        } catch {
            outcome.error = Task.isCancelled ? CancellationError() : error
        }
        return outcome
    }

    private var context: BuildContext {
        BuildContext(
            log: log, environment: build.environment, ledger: ledger,
            provision: { machine in
                var machine = machine
                machine.ask = settings.ask
                try await Provisioning(build: build, settings: settings).run(on: machine)
            }, ask: settings.ask)
    }
}
