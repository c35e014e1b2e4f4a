import AsyncSupport
import BuildEvents
import BuildReport
import ComponentAPI
import Cryptography
import Diagnostics
import HostOS
import JSONText
import QEMU
import QMP
import Synchronization

/// Looks at a machine every few seconds: keeps its screens for the report, and notices when nothing happens in it.
final class MachineWatch: Sendable {
    private struct State {
        var quiet: QuietTime
        /// When the next word about the silence is due; `nil` while nobody waits for the guest.
        var nextWarning: Duration?
        var processorTime: Duration?
        var pictureTime: Duration?
        /// What was said to have gone wrong while the build still waits.
        var toldCause: String?
        /// What the screen showed last.
        var lines: [String] = []
        /// Whether it was asked in this quiet time if that is a prompt.
        var isPromptJudged = false
    }

    private let machine: RunningMachine
    private let evidence: Evidence
    private let options: WatchOptions
    private let log: BuildLog
    private let serial: SerialLog?
    private let isScreenShown: @Sendable () -> Bool
    private let time: MachineTime
    private let state = Mutex(State(quiet: QuietTime(at: .zero)))

    /// QEMU answers each look within milliseconds; the guest does not notice.
    private static let interval = Duration.seconds(2)
    /// While the user has the screen before his eyes.
    private static let shortInterval = Duration.milliseconds(300)
    /// However long a look takes that reads optically.
    private static let longestInterval = Duration.seconds(20)
    /// A picture costs QEMU more than a look at the screen.
    private static let pictureInterval = Duration.seconds(5)

    /// - Parameter isScreenShown: whether the user has this machine's screen before his eyes.
    init(
        evidence: Evidence, options: WatchOptions, isScreenShown: @escaping @Sendable () -> Bool = { false }
    ) {
        self.evidence = evidence
        self.isScreenShown = isScreenShown
        self.options = options
        machine = evidence.machine
        log = evidence.log
        serial = SerialLog(command: machine.command)
        time = MachineTime(processID: machine.processID)
    }

    /// Watches while `body` runs.
    func during<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.noteEvents() }
            group.addTask { await self.look() }
            defer {
                group.cancelAll()
                log.emit(.exhibit(.screenGone))
            }
            return try await body()
        }
    }

    /// Runs `body`, which waits for the guest: says so when nothing happens in the machine meanwhile.
    ///
    /// - Throws: `MachineStalled` if that lasts for `stall_timeout`, else what `body` throws.
    func whileWaitingForGuest<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let now = time.now
        let warning = options.warning
        state.withLock { state in
            state.quiet.restart(at: now)
            state.nextWarning = warning
            state.processorTime = ProcessTable.processorTime(of: machine.processID)
        }
        defer { state.withLock { $0.nextWarning = nil } }
        guard let timeout = options.timeout else { return try await body() }
        return try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await body() }
            group.addTask { throw try await self.waitForStall(timeout) }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    private func waitForStall(_ timeout: Duration) async throws -> MachineStalled {
        while true {
            let quiet = time.now - state.withLock { $0.quiet.start }
            if quiet >= timeout { return MachineStalled(quiet: quiet) }
            // The next look may find a change meanwhile.
            try await Task.sleep(for: timeout - quiet)
        }
    }

    /// Notes what QEMU tells of the machine, until it ends.
    private func noteEvents() async {
        for await event in machine.monitor.events {
            let data = event.data.isNull ? "" : JSONWriter().text(event.data)
            log.emit(.exhibit(.machineEvent(name: event.name, details: data)))
        }
    }

    private func look() async {
        while !Task.isCancelled, !machine.hasEnded {
            let start = ContinuousClock.now
            await lookOnce()
            await pause(after: ContinuousClock.now - start)
        }
    }

    /// Until the next look, which comes sooner while the user watches; screens that take long to read are read seldom.
    private func pause(after look: Duration) async {
        let start = ContinuousClock.now
        let longest = evidence.optical == nil ? Self.interval : max(Self.interval, min(look * 10, Self.longestInterval))
        while ContinuousClock.now - start < longest, !Task.isCancelled {
            // Ends by cancellation only.
            try? await Task.sleep(for: Self.shortInterval)
            if isScreenShown(), ContinuousClock.now - start >= look * 4 { return }
        }
    }

    private func lookOnce() async {
        let sample = QuietTime.Sample(
            screen: await evidence.screenDigest(), diskBytes: await evidence.diskBytes() ?? 0,
            serialBytes: serial?.size ?? 0)
        let now = time.now
        let hasOtherScreen = state.withLock { $0.quiet.note(sample, at: now) }
        if hasOtherScreen { await keepScreen(at: now) }
        await warnIfDue(at: now)
    }

    private func keepScreen(at now: Duration) async {
        let wantsPicture = state.withLock { state in
            guard now >= (state.pictureTime ?? .zero) + Self.pictureInterval else { return false }
            state.pictureTime = now
            return true
        }
        let lines = await evidence.noteScreen(withPicture: wantsPicture)?.lines ?? []
        state.withLock { $0.lines = lines }
        guard let cause = likelyCause(lines), cause.certainty == .certain else { return }
        let isNews = state.withLock { state in
            guard state.nextWarning != nil, state.toldCause != cause.sentence else { return false }
            state.toldCause = cause.sentence
            return true
        }
        if isNews { log.say("Something is wrong. \(cause.sentence)") }
    }
}

extension MachineWatch {
    /// A machine that stands at a prompt for so long is not at work.
    private static let promptPatience = Duration.seconds(15)
    /// The rules that know such prompts.
    private static let prompts: Set = ["boot-loader-prompt", "boot-loader-file", "efi-shell", "no-root-device"]

    /// Whether the machine stands still at a prompt that nobody will answer; true once in a quiet time.
    private func hasStopped(at now: Duration) -> Bool {
        let lines = state.withLock { state -> [String]? in
            let quiet = now - state.quiet.start
            if quiet < Self.interval { state.isPromptJudged = false }
            guard state.nextWarning != nil, quiet >= Self.promptPatience, !state.isPromptJudged else { return nil }
            state.isPromptJudged = true
            return state.lines
        }
        return lines.flatMap(likelyCause).map { Self.prompts.contains($0.name) } ?? false
    }

    /// Says that nothing happens, once it is so for long enough, and again each time it has lasted twice as long.
    private func warnIfDue(at now: Duration) async {
        let processorTime = ProcessTable.processorTime(of: machine.processID)
        let hasStopped = hasStopped(at: now)
        let due = state.withLock { state -> (quiet: Duration, used: Duration?)? in
            let quiet = now - state.quiet.start
            guard let next = state.nextWarning, let first = options.warning else { return nil }
            if quiet < Self.interval {
                state.nextWarning = first
                state.processorTime = processorTime
            }
            guard quiet >= next || hasStopped else { return nil }
            if quiet >= next { state.nextWarning = next * 2 }
            return (quiet, processorTime.flatMap { time in state.processorTime.map { time - $0 } })
        }
        guard let due else { return }
        tell(quiet: due.quiet, used: due.used ?? .zero, await evidence.noteScreen(withPicture: true))
    }

    private func tell(quiet: Duration, used: Duration, _ screen: Evidence.ScreenLines?) {
        let lines = screen?.lines ?? []
        log.say(
            "Nothing has happened in the machine for \(own: quiet.wholeSeconds.inWords): its screen, disks and "
                + "serial port are unchanged (QEMU used \(own: used.components.seconds)s of processor time meanwhile)")
        if let cause = likelyCause(lines) { log.message("Likely cause: \(cause.sentence)") }
        guard !lines.isEmpty else { return }
        let title = screen?.isOptical == true ? EventText("Its screen says (OCR):") : EventText("Its screen says:")
        log.message(title + EventText(lines.map { "\n  " + $0 }.joined()))
    }

    /// What can be said before the build has failed.
    private func likelyCause(_ lines: [String]) -> LikelyCause? {
        var build = RecordedBuild(name: "")
        build.take(BuildEvent(.exhibit(.screen(ScreenExhibit(lines: lines)))), at: .zero)
        build.take(BuildEvent(.exhibit(.serial(serial?.text ?? ""))), at: .zero)
        return LikelyCause.find(in: build.redacted(by: evidence.environment.redactor))
    }
}

/// Nothing happened in the machine for as long as the template allows.
struct MachineStalled: DiagnosticConvertible, CustomStringConvertible {
    let quiet: Duration

    var description: String {
        "its screen, disks and serial port did not change for \(quiet.wholeSeconds.inWords) (stall_timeout)"
    }

    var diagnostic: Diagnostic {
        Diagnostic(
            "The machine stands still", detail: "\(self).",
            advice: ["Raise stall_timeout if the guest works for so long without showing anything."])
    }
}

extension Duration {
    fileprivate var wholeSeconds: Duration { .seconds(components.seconds) }
}
