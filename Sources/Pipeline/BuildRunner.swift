import AsyncSupport
import BuildEvents
import ComponentAPI
import Diagnostics
import HostOS

/// Runs the builds of a plan, several at a time.
package struct BuildRunner: Sendable {
    package struct Options: Sendable {
        /// How many builds run at a time; below 1 means all.
        package var parallelBuilds = 0
        package var isDebug = false

        package init() {}
    }

    private let plan: BuildPlan
    private let options: Options
    private let sink: any EventSink
    private let ledger: any CleanupLedger
    private let ask: (@Sendable (String) async throws -> String)?
    /// Told of each build's end at once, while others may still run.
    private let finished: @Sendable (BuildOutcome) -> Void

    package init(
        _ plan: BuildPlan, options: Options, sink: any EventSink, ledger: any CleanupLedger,
        ask: (@Sendable (String) async throws -> String)? = nil,
        finished: @escaping @Sendable (BuildOutcome) -> Void = { _ in }
    ) {
        self.plan = plan
        self.options = options
        self.sink = sink
        self.ledger = ledger
        self.ask = ask
        self.finished = finished
    }

    /// Runs all builds to their end, each on its own: a failing one does not stop the others.
    ///
    /// Cancelling the calling task cancels the running builds, which clean up, and starts no further ones.
    ///
    /// - Returns: how each build that was started ended, in the order of the plan.
    package func run() async -> [BuildOutcome] {
        let width = options.isDebug ? 1 : options.parallelBuilds < 1 ? plan.builds.count : options.parallelBuilds
        return await withTaskGroup(of: (Int, BuildOutcome).self) { group in
            var outcomes: [Int: BuildOutcome] = [:]
            for (index, build) in plan.builds.enumerated() {
                if index >= width, let (ended, outcome) = await group.next() { outcomes[ended] = outcome }
                guard !Task.isCancelled else { break }
                group.addTask { (index, await run(build)) }
            }
            for await (index, outcome) in group { outcomes[index] = outcome }
            return outcomes.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    private func run(_ build: PlannedBuild) async -> BuildOutcome {
        let clock = ContinuousClock()
        let start = clock.now
        var outcome = BuildOutcome(build: build.name, artifacts: [], error: nil, duration: .zero)
        do {
            let artifact = try await build.builder.run(context(for: build))
            try Task.checkCancellation()
            if let artifact {
                let chains = PostProcessorChains(
                    build: build.name, chains: build.chains, log: BuildLog(build: build.name, sink: sink))
                (outcome.artifacts, outcome.error) = await chains.run(on: artifact)
            }
        } catch {
            outcome.error = error
        }
        outcome.duration = clock.now - start
        finished(outcome)
        return outcome
    }

    private func context(for build: PlannedBuild) -> BuildContext {
        BuildContext(
            log: BuildLog(build: build.name, sink: sink), environment: build.environment, ledger: ledger,
            provision: { machine in try await provision(machine, for: build) }, ask: ask)
    }

    private func provision(_ machine: Machine, for build: PlannedBuild) async throws {
        do {
            for planned in build.provisioners {
                try Task.checkCancellation()
                if options.isDebug, let ask {
                    _ = try await ask("Pausing before the next provisioner . Press enter to continue.")
                }
                try await ProvisionerRun(planned: planned, machine: machine).run()
            }
        } catch {
            await cleanUp(after: build, machine: machine)
            throw error
        }
    }

    /// Runs the error-cleanup-provisioner, if there is one and the user did not ask to leave all as it is.
    private func cleanUp(after build: PlannedBuild, machine: Machine) async {
        guard let planned = build.errorCleanupProvisioner else { return }
        guard [.cleanup, .runCleanupProvisioner].contains(build.environment.onError) else { return }
        let result = await withUncancelled { try await ProvisionerRun(planned: planned, machine: machine).run() }
        if case .failure(let error) = result {
            machine.log.error("The error-cleanup-provisioner failed too: \(oneLineText(of: error))")
        }
    }
}
