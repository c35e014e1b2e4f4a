import AsyncSupport
internal import CHostShims
import Glibc
import Synchronization

/// Where a child's standard stream leads.
package enum ChildStream: Hashable, Sendable {
    /// `/dev/null`.
    case null
    /// The same place as this program's own.
    case inherit
    /// A pipe to this program.
    case pipe
    /// A file, for output made anew or added to if it exists, for input read.
    case file(String)
    /// Standard error only: the same place as standard output.
    case standardOutput
}

/// A child process, ended with this program and reaped as soon as it ends.
package final class ChildProcess: Sendable {
    /// The process id, also that of its session and group unless it was started without a session of its own.
    package let id: Int32
    /// The start in clock ticks after boot (proc(5), field 22): with the id it names the process for ever.
    package let startTime: UInt64
    /// The other end of its standard input, where that is a pipe.
    package let standardInput: ByteStream?
    /// What it prints, where a pipe was asked for.
    package let standardOutput: ByteStream?
    /// What it prints as errors, where a pipe of their own was asked for.
    package let standardError: ByteStream?

    private let descriptor: OwnedDescriptor
    private let hasGroup: Bool
    private let ending = Ending()
    private let isTerminating = Flag()

    private init(
        _ spawned: ProcessSpawner.Spawned, name: String, hasGroup: Bool, diesWithUs: Bool, streams: ChildStreams
    ) {
        id = spawned.id
        startTime = ProcessTable.startTime(of: spawned.id) ?? 0
        standardInput = streams.ours[0]
        standardOutput = streams.ours[1]
        standardError = streams.ours[2]
        descriptor = OwnedDescriptor(adopting: spawned.descriptor, name: "the process \(name)")
        self.hasGroup = hasGroup
        let ending = ending
        let descriptor = descriptor
        let isTerminating = isTerminating
        let group = hasGroup && diesWithUs ? spawned.id : nil
        if let group { LooseEnds.add(group: group) }
        descriptor.notify(when: .readable) { _ in
            // Members of the group that outlived their leader; here, since nobody knows of them once it is struck off.
            if hasGroup, isTerminating.isSet { kill(-spawned.id, SIGKILL) }
            if let group { LooseEnds.remove(group: group) }
            Self.reap(descriptor, ending)
        }
    }

    /// Starts a program.
    ///
    /// Nothing but the three standard streams and `inheriting` reaches the child: no other descriptor, no blocked or
    /// ignored signal.
    ///
    /// - Parameters:
    ///   - executable: a path, or a name that is looked up in this program's `PATH`.
    ///   - environment: all of the child's variables; `nil` for this program's.
    ///   - newSession: gives it a session and process group of its own, without the terminal's signals.
    ///   - dieWithParent: kills it when this program ends, in whatever way.
    ///   - inheriting: descriptors that become 3, 4 and so on.
    /// - Throws: `HostError` if it cannot be found or executed.
    package static func start(
        _ executable: String, _ arguments: [String] = [], environment: [String: String]? = nil,
        workingDirectory: String? = nil, standardInput: ChildStream = .null, standardOutput: ChildStream = .null,
        standardError: ChildStream = .null, newSession: Bool = true, dieWithParent: Bool = true,
        inheriting: [Int32] = []
    ) async throws -> ChildProcess {
        guard let path = HostEnvironment.find(executable: executable) else {
            throw HostError(
                operation: "run", subject: executable,
                reason: executable.contains("/")
                    ? "there is no such program, or it may not be executed" : "no such command is on the PATH")
        }
        let streams = try ChildStreams(standardInput, standardOutput, standardError, name: HostPath.basename(path))
        defer { streams.closeTheirs() }
        let spawned = try await ProcessSpawner.spawn(
            .init(
                executable: path, arguments: arguments, environment: environment ?? HostEnvironment.variables,
                directory: workingDirectory, descriptors: streams.theirs + inheriting, newSession: newSession,
                dieWithParent: dieWithParent))
        return ChildProcess(
            spawned, name: HostPath.basename(path), hasGroup: newSession, diesWithUs: dieWithParent, streams: streams)
    }

    /// On the event thread: collects the exit status, so that no zombie stays, and wakes those who wait.
    private static func reap(_ descriptor: OwnedDescriptor, _ ending: Ending) {
        var status: Int32 = 0
        var signal: Int32 = 0
        // A descriptor closed before the exit: nobody asks any more, the zombie goes with this program.
        let code = (try? descriptor.withNumber { ingot_reap($0, &status, &signal) }) ?? -1
        descriptor.close()
        ending.finish(code == 1 && signal != 0 ? .signal(signal) : .status(code == 1 ? status : -1))
    }

    /// How it ended, `nil` while it runs.
    package var exit: ProcessExit? { ending.exit }

    /// Waits for the end; cancellation ends the wait, not the process.
    package func wait() async throws -> ProcessExit {
        try await ending.wait()
    }

    /// Sends a signal to its whole group (to the process alone if it has no group of its own).
    package func signal(_ signal: ProcessSignal) {
        // Children of an ended leader may live on in the group, and they are meant too.
        if hasGroup { kill(-id, signal.number) } else if exit == nil { kill(id, signal.number) }
    }

    /// Ends it and its group step by step, whether the task is cancelled or not, and waits for the end.
    @discardableResult
    package func terminate(_ ladder: [TerminationStep] = .gentle) async -> ProcessExit? {
        if let exit { return exit }
        isTerminating.set()
        let ended = await withUncancelled { [self] in
            for step in ladder where exit == nil {
                signal(step.signal)
                // Time out: the next step is the answer.
                _ = try? await withDeadline(step.patience) { try await self.wait() }
            }
        }
        _ = ended
        // The leader may have ended just before it was to be terminated.
        if hasGroup { kill(-id, SIGKILL) }
        standardInput?.close()
        return exit
    }
}

/// The end of a process, told to all who wait for it.
private final class Ending: Sendable {
    private struct State {
        var exit: ProcessExit?
        var waiters: [Waiter] = []
    }

    private let state = Mutex(State())

    var exit: ProcessExit? { state.withLock { $0.exit } }

    func finish(_ exit: ProcessExit) {
        let waiters = state.withLock { state in
            state.exit = exit
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.finish(.success(())) }
    }

    func wait() async throws -> ProcessExit {
        if let exit { return exit }
        let waiter = Waiter(.readable)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                guard waiter.arm({ continuation.resume(with: $0) }) else { return }
                let isOver = state.withLock { state in
                    if state.exit == nil { state.waiters.append(waiter) }
                    return state.exit != nil
                }
                if isOver { waiter.finish(.success(())) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeAll { $0 === waiter } }
            waiter.finish(.failure(CancellationError()))
        }
        return exit ?? .status(-1)
    }
}

/// Runs `body` with a child just started, which is ended (`ladder`) when `body` returns, throws or is cancelled.
package func withChildProcess<Result: Sendable>(
    _ child: ChildProcess, ladder: [TerminationStep] = .gentle, _ body: (ChildProcess) async throws -> Result
) async throws -> Result {
    try await withTeardown {
        try await body(child)
    } teardown: {
        await child.terminate(ladder)
    }
}
