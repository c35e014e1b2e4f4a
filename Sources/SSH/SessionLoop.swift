internal import HostOS
internal import Synchronization

/// The thread that owns a session: runs one job after the other and, between them, watches the connection.
///
/// libssh allows one thread per session. Everything that touches the session is a job here, so the order of jobs is
/// the order of calls.
final class SessionLoop: Sendable {
    private struct Job {
        let flag: CancellationFlag
        let run: @Sendable (SessionCore) -> Void
        let refuse: @Sendable (any Error) -> Void
    }

    private struct State {
        var jobs: [Job] = []
        var isClosing = false
        var hasEnded = false
        var isConnected = false
        var waitingForEnd: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let wake = WakeDescriptor()

    init() throws {
        try HostThread.start(name: "ssh-session") { [self] in live() }
    }

    /// Whether the connection stands, as far as is known.
    var isConnected: Bool { state.withLock { $0.isConnected && !$0.isClosing } }

    /// Runs `body` on the session's thread.
    ///
    /// Cancelling the task ends every wait in `body` at once, or takes the job out of the queue.
    func perform<Value: Sendable>(_ body: @escaping @Sendable (SessionCore) throws -> Value) async throws -> Value {
        let flag = CancellationFlag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
                enqueue(
                    Job(
                        flag: flag,
                        run: { core in
                            continuation.resume(
                                with: Result {
                                    try core.checkCancellation()
                                    return try body(core)
                                })
                        },
                        refuse: { continuation.resume(throwing: $0) }))
            }
        } onCancel: {
            cancel(flag)
        }
    }

    /// Ends the session, whatever it does, and waits until its thread is done with it.
    func close() async {
        state.withLock { $0.isClosing = true }
        wake.signal()
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.waitingForEnd.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    /// Has the thread look at what it moves for others.
    func nudge() { wake.signal() }

    /// Ends the session without waiting.
    func abandon() {
        state.withLock { $0.isClosing = true }
        wake.signal()
    }

    private func enqueue(_ job: Job) {
        let refusal: (any Error)? = state.withLock { state in
            if state.isClosing { return SSHError(.disconnected, "the SSH session is closed") }
            // Looked at under the lock: a job that is cancelled before it is queued is not in the queue to be found.
            if job.flag.isSet { return CancellationError() }
            state.jobs.append(job)
            return nil
        }
        if let refusal { return job.refuse(refusal) }
        wake.signal()
    }

    private func cancel(_ flag: CancellationFlag) {
        flag.set()
        let waiting = state.withLock { state -> Job? in
            guard let index = state.jobs.firstIndex(where: { $0.flag === flag }) else { return nil }
            return state.jobs.remove(at: index)
        }
        waiting?.refuse(CancellationError())
        wake.signal()
    }

    // MARK: On the thread

    private func live() {
        let core = SessionCore(wake: wake, isClosing: { [self] in state.withLock { $0.isClosing } })
        while true {
            let (job, isClosing) = state.withLock { state in
                (state.jobs.isEmpty || state.isClosing ? nil : state.jobs.removeFirst(), state.isClosing)
            }
            if isClosing { break }
            if let job {
                core.begin(job.flag)
                job.run(core)
                core.flag = nil
                note(core)
            } else {
                core.idle()
                note(core)
            }
        }
        core.destroy()
        end()
    }

    private func note(_ core: SessionCore) {
        let isConnected = core.isConnected
        state.withLock { $0.isConnected = isConnected }
    }

    private func end() {
        let (left, waiting) = state.withLock { state in
            defer {
                state.jobs = []
                state.waitingForEnd = []
                state.hasEnded = true
            }
            return (state.jobs, state.waitingForEnd)
        }
        for job in left { job.refuse(SSHError(.disconnected, "the SSH session is closed")) }
        for continuation in waiting { continuation.resume() }
    }
}

/// Tells a job on the session's thread that nobody wants its result.
final class CancellationFlag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .acquiring) }

    func set() { value.store(true, ordering: .releasing) }
}
