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
            guard let artifact = try await build.builder.run(context) else { return outcome }
            guard !Task.isCancelled else {
                log.info("Build was cancelled. Skipping post-processors.")
                // The user is told where it is, since nothing takes it away.
                outcome.artifacts = [artifact]
                throw CancellationError()
            }
            let result = await PostProcessing(chains: build.chains, log: log).run(on: artifact)
            outcome.artifacts = result.artifacts
            outcome.error = result.error.map(reported)
        } catch {
            outcome.error = reported(error)
        }
        return outcome
    }

    /// What a cancelled build stumbles over on its way out is no news.
    private func reported(_ error: any Error) -> any Error {
        if Task.isCancelled { return CancellationError() }
        return (error as? LeftAsIs)?.cause ?? error
    }

    private var context: BuildContext {
        let ask = settings.ask.map { ask in
            { @Sendable (question: String) in try await ask("==> \(build.name): \(question)") }
        }
        let policy = FailurePolicy(onError: build.environment.onError, log: log, ask: ask)
        var context = BuildContext(
            log: log, environment: build.environment, ledger: ledger,
            provision: { machine in
                var machine = machine
                machine.ask = ask
                try await Provisioning(build: build, settings: settings, policy: policy).run(on: machine)
            }, ask: ask, choose: { await policy.choose($0, $1, $2) })
        context.isScreenShown = { [settings, name = build.name] in settings.isScreenShown(name) }
        return context
    }
}
