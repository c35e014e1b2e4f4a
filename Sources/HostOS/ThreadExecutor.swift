internal import CHostShims
import Glibc
import Synchronization

/// A serial executor with a thread of its own, for actors that wrap blocking C libraries.
///
/// The thread ends when the executor is released and its queue has run dry. An actor takes it by
/// `nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }`.
package final class ThreadExecutor: SerialExecutor {
    private let queue = JobQueue()

    /// Starts the thread; debuggers and `top -H` show the first 15 bytes of the name.
    ///
    /// - Parameter stackSize: in bytes; libraries that call themselves deeply need more than usual.
    package init(name: String, stackSize: Int = usualStackSize) {
        let queue = queue
        startThread(name: name, stackSize: stackSize) { queue.serve() }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.add { unowned.runSynchronously(on: executor) }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    /// Runs a blocking function on the thread, in turn with the actor's jobs.
    ///
    /// Cancellation does not interrupt `body`: give it a way of its own.
    package func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.add { continuation.resume(with: Result(catching: body)) }
        }
    }

    deinit {
        queue.close()
    }
}

/// Runs a blocking function on a thread made for it, so that the cooperative pool stays free.
///
/// Cancellation does not interrupt `body`: give it a way of its own.
package func onOwnThread<Value: Sendable>(
    _ name: String = "blocking", _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        startThread(name: name) { continuation.resume(with: Result(catching: body)) }
    }
}

/// The same for a function that asks now and then whether its task was cancelled, and then ends by an error.
package func onOwnThread<Value: Sendable>(
    _ name: String, _ body: @escaping @Sendable (_ isCancelled: Flag) throws -> Value
) async throws -> Value {
    let isCancelled = Flag()
    return try await withTaskCancellationHandler {
        try await onOwnThread(name) { try body(isCancelled) }
    } onCancel: {
        isCancelled.set()
    }
}

/// Work for one thread, in the order it came.
private final class JobQueue: Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let available = HostSemaphore()

    func add(_ job: @escaping @Sendable () -> Void) {
        state.withLock { $0.jobs.append(job) }
        available.signal()
    }

    func close() {
        state.withLock { $0.isClosed = true }
        available.signal()
    }

    /// Runs jobs until the queue is closed and empty.
    func serve() {
        while true {
            available.wait()
            let (jobs, isClosed) = state.withLock { state in
                defer { state.jobs.removeAll(keepingCapacity: true) }
                return (state.jobs, state.isClosed)
            }
            for job in jobs { job() }
            if isClosed { return }
        }
    }
}

/// The size of a thread's stack where nobody asks for another: 1 MiB.
package let usualStackSize = 1 << 20

/// Starts a detached thread.
func startThread(name: String, stackSize: Int = usualStackSize, _ body: @escaping @Sendable () -> Void) {
    let start = Unmanaged.passRetained(ThreadStart(name: name, body: body))
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, stackSize)
    var thread = pthread_t()
    let result = pthread_create(&thread, &attributes, ThreadStart.entry, start.toOpaque())
    // Without threads nothing of this program can go on; the system's words say why.
    precondition(result == 0, "cannot start a thread: \(HostError.reason(of: result))")
}

private final class ThreadStart: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }

    static let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        guard let context else { return nil }
        let start = Unmanaged<ThreadStart>.fromOpaque(context).takeRetainedValue()
        ingot_name_thread(String(decoding: start.name.utf8.prefix(15), as: UTF8.self))
        start.body()
        return nil
    }
}
