import AsyncSupport
import BuildEvents
import BuildReport
import ComponentAPI
import Diagnostics
import HostOS
import Pipeline
import Synchronization

/// One run of a plan on the screen: output, interrupts, summary.
package struct BuildSession: Sendable {
    /// What a session needs of the world besides its context.
    package struct World: Sendable {
        /// Makes a function that waits for the next signal that is to end the run.
        package var watchSignals: @Sendable () throws -> @Sendable () async throws -> ProcessSignal
        /// Shows a question on the terminal and reads the answer; `nil` where there is no terminal.
        package var ask: @Sendable (String) async throws -> String?
        /// Hands on the keys that are pressed while builds run, until it is cancelled; nothing where there is no terminal.
        package var keys: KeyInput = .none
        /// The second signal: ends the program at once.
        package var end: @Sendable (ProcessSignal) -> Void

        package init(
            watchSignals: @escaping @Sendable () throws -> @Sendable () async throws -> ProcessSignal,
            ask: @escaping @Sendable (String) async throws -> String?,
            end: @escaping @Sendable (ProcessSignal) -> Void, keys: KeyInput = .none
        ) {
            self.watchSignals = watchSignals
            self.ask = ask
            self.end = end
            self.keys = keys
        }

        /// The process's own.
        package static let process = World(
            watchSignals: {
                let signals = try SignalStream()
                return { try await signals.next() }
            },
            ask: { try await Terminal.ask($0) }, end: { endProcess(by: $0) }, keys: .terminal())
    }

    private let plan: BuildPlan
    private let flags: ParsedFlags
    private let context: CommandContext
    private let redactor: Redactor
    private let runUUID: String
    private let world: World

    package init(
        plan: BuildPlan, flags: ParsedFlags, context: CommandContext, redactor: Redactor, runUUID: String,
        world: World = .process
    ) {
        self.plan = plan
        self.flags = flags
        self.context = context
        self.redactor = redactor
        self.runUUID = runUUID
        self.world = world
    }

    /// - Returns: the exit status.
    package func run() async throws -> Int32 {
        let output = try BuildOutput(flags: flags, context: context, redactor: redactor)
        let log = BuildLog(build: nil, sink: output.sink)
        if flags.bool("debug") { log.say("Debug mode enabled. Builds will not be parallelized.") }
        output.announce(builds: plan.builds.map(\.name))
        let ledger = try makeLedger()
        let reports = reports(output)
        let runner = BuildRunner(settings: settings(output), sink: reports.recorder, ledger: ledger)
        let clock = ContinuousClock()
        let start = clock.now
        let (outcomes, isInterrupted) = try await runUntilInterrupted(runner, log, output.human)
        output.human?.closeView()
        let summary = RunSummary(outcomes: outcomes, duration: clock.now - start, isInterrupted: isInterrupted)
        summary.emit(to: output.sink)
        TemporaryPath.$witness.withValue(ledger.temporaryPathWitness) {
            reports.finish(outcomes, isInterrupted: isInterrupted, output.sink)
        }
        close(ledger, log)
        return summary.exitStatus
    }

    private func makeLedger() throws -> FileCleanupLedger {
        do {
            return try FileCleanupLedger(cacheDirectory: context.cacheDirectory, runUUID: runUUID)
        } catch let error as HostError {
            throw DiagnosticError(
                Diagnostic(
                    "Cache folder not usable",
                    detail:
                        "Downloads and notes of running builds are kept in \(context.cacheDirectory), but Ingot \(error).",
                    advice: ["Set INGOT_CACHE_DIR (or PACKER_CACHE_DIR) to a folder that can be written to."]))
        }
    }

    private func reports(_ output: BuildOutput) -> BuildReports {
        BuildReports(
            place: BuildReports.Place(flag: flags.text("report")),
            recorder: ReportRecorder(names: plan.builds.map(\.name), next: output.sink),
            heading: ReportHeading(start: Timestamps.rfc3339(), program: "Ingot \(ProductVersion.ingot)"),
            redactor: redactor)
    }

    private func settings(_ output: BuildOutput) -> RunSettings {
        let parallel = flags.int("parallel-builds") ?? 0
        var settings = RunSettings(
            parallelBuilds: parallel < 1 ? nil : parallel, isDebug: flags.bool("debug"))
        if let human = output.human {
            let prompt = Prompt { [read = world.ask, keys = world.keys] question in
                try await human.asking(question + " ") {
                    keys.pause()
                    defer { keys.resume() }
                    return try await read(question + " ")
                }
            }
            settings.ask = prompt.ask
            settings.isScreenShown = { human.isScreenShown(of: $0) }
        }
        return settings
    }

    /// A ledger that cannot be closed costs nobody anything: the next clean-up reads it.
    private func close(_ ledger: FileCleanupLedger, _ log: BuildLog) {
        do {
            try ledger.close()
        } catch {
            log.warn("The ledger of this run stays: \(error)")
        }
    }

    /// The first signal cancels the builds, which clean up; the second ends the program.
    private func runUntilInterrupted(
        _ runner: BuildRunner, _ log: BuildLog, _ human: HumanOutput?
    ) async throws -> (outcomes: [BuildOutcome], isInterrupted: Bool) {
        let nextSignal = try world.watchSignals()
        let (plan, end, keys) = (plan, world.end, world.keys)
        // A task of its own, since an interrupt must cancel the builds and nothing else; awaited below in any case.
        let builds = Task { await runner.run(plan) }
        return await withThrowingTaskGroup(of: Void.self) { group in
            let isInterrupted = Mutex(false)
            group.addTask {
                let signal = try await nextSignal()
                isInterrupted.withLock { $0 = true }
                log.error(RunSummary.cancelling(after: signal))
                builds.cancel()
                end(try await Self.signal(following: signal, nextSignal))
            }
            if let human, context.terminalWidth != nil {
                group.addTask {
                    await keys.run { pressed in
                        human.press(pressed)
                        human.refresh()
                    }
                }
            }
            let outcomes = await withTaskCancellationHandler {
                await builds.value
            } onCancel: {
                builds.cancel()
            }
            group.cancelAll()
            return (outcomes, isInterrupted.withLock { $0 })
        }
    }

    /// The next signal that somebody means as a further one.
    ///
    /// timeout(1) signals its child and then the child's process group, so the child gets one signal twice. A key
    /// pressed twice is meant twice.
    private static func signal(
        following first: ProcessSignal, _ next: @Sendable () async throws -> ProcessSignal
    ) async throws -> ProcessSignal {
        let clock = ContinuousClock()
        let echoesEnd = clock.now + .milliseconds(500)
        while true {
            let signal = try await next()
            if signal == .interrupt || signal != first || clock.now >= echoesEnd { return signal }
        }
    }
}
