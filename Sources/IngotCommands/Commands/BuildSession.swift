import AsyncSupport
import BuildEvents
import ComponentAPI
import HostOS
import Pipeline
import Synchronization

/// One run of a plan on the screen: output, interrupts, summary.
struct BuildSession {
    let plan: BuildPlan
    let flags: ParsedFlags
    let context: CommandContext
    let redactor: Redactor
    let runUUID: String

    /// - Returns: the exit status.
    func run() async throws -> Int32 {
        let sink = try makeSink()
        let log = BuildLog(build: nil, sink: sink)
        if flags.bool("debug") { log.say("Debug mode enabled. Builds will not be parallelized.") }
        let ledger = try FileCleanupLedger(cacheDirectory: context.cacheDirectory, runUUID: runUUID)
        let runner = BuildRunner(settings: settings, sink: sink, ledger: ledger)
        let clock = ContinuousClock()
        let start = clock.now
        let (outcomes, isInterrupted) = try await runUntilInterrupted(runner, log)
        let summary = RunSummary(outcomes: outcomes, duration: clock.now - start, isInterrupted: isInterrupted)
        summary.emit(to: sink)
        return summary.exitStatus
    }

    private var settings: RunSettings {
        let parallel = flags.int("parallel-builds") ?? 0
        return RunSettings(
            parallelBuilds: parallel < 1 ? nil : parallel, isDebug: flags.bool("debug"),
            ask: flags.bool("machine-readable") ? nil : Self.ask)
    }

    @Sendable private static func ask(_ question: String) async throws -> String {
        try await Terminal.ask(question + " ") ?? ""
    }

    private func makeSink() throws -> any EventSink {
        let log = try makeLog()
        if flags.bool("machine-readable") {
            return MachineReadableOutput(to: context.output, redactor: redactor, log: log)
        }
        let style = HumanOutput.Style(
            hasColour: context.hasColour(flags.bool("color")), hasTimestamps: flags.bool("timestamp-ui"),
            terminalWidth: context.terminalWidth)
        let output = HumanOutput(to: context.output, style: style, redactor: redactor, log: log)
        output.announce(builds: plan.builds.map(\.name))
        return output
    }

    private func makeLog() throws -> LogOutput? {
        switch LogDestination(environment: context.environment) {
        case .none: return nil
        case .standardError:
            return LogOutput(to: context.errorOutput, redactor: redactor, includesInterface: false)
        case .file(let path):
            return LogOutput(to: try LogFile(path: path), redactor: redactor, includesInterface: true)
        }
    }

    /// The first interrupt cancels the builds, which clean up; the second ends the program.
    private func runUntilInterrupted(
        _ runner: BuildRunner, _ log: BuildLog
    ) async throws -> (outcomes: [BuildOutcome], isInterrupted: Bool) {
        let signals = try SignalStream()
        let plan = plan
        // A task of its own, since an interrupt must cancel the builds and nothing else; awaited below in any case.
        let builds = Task { await runner.run(plan) }
        return await withThrowingTaskGroup(of: Void.self) { group in
            let isInterrupted = Mutex(false)
            group.addTask {
                _ = try await signals.next()
                isInterrupted.withLock { $0 = true }
                log.error(RunSummary.cancelling)
                builds.cancel()
                endProcess(by: try await signals.next())
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
}
