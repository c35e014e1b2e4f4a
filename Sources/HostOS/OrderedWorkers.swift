import Synchronization

/// Threads that compute results out of inputs; the results come back in the order of the inputs.
///
/// One thread hands in and takes out. The threads end when the owner lets go of this.
package final class OrderedWorkers<Input: Sendable, Output: Sendable> {
    private let line: WorkLine<Input, Output>
    private var inFlight: [WorkItem<Input, Output>] = []

    /// - Parameters:
    ///   - count: threads, at least one.
    ///   - work: runs on any of them.
    package init(name: String, count: Int, work: @escaping @Sendable (Input) throws -> Output) {
        let line = WorkLine<Input, Output>()
        self.line = line
        for _ in 0..<max(1, count) { startThread(name: name) { line.serve(work) } }
    }

    deinit { line.close() }

    /// How many inputs have no result taken yet.
    package var pending: Int { inFlight.count }

    /// Puts an input behind those that wait for a thread; returns at once.
    package func submit(_ input: Input) {
        let item = WorkItem<Input, Output>(input)
        inFlight.append(item)
        line.add(item)
    }

    /// Waits for the oldest input's result; nothing may be asked for that was not submitted.
    package func next() throws -> Output {
        try inFlight.removeFirst().result()
    }
}

/// What waits for a thread.
private final class WorkLine<Input: Sendable, Output: Sendable>: Sendable {
    private struct State {
        var items: [WorkItem<Input, Output>] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let available = HostSemaphore()

    func add(_ item: WorkItem<Input, Output>) {
        state.withLock { $0.items.append(item) }
        available.signal()
    }

    /// What nobody has begun is dropped, since nobody waits for it.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.items = []
        }
        available.signal()
    }

    func serve(_ work: (Input) throws -> Output) {
        while true {
            available.wait()
            let (item, isClosed) = state.withLock { state in
                (state.items.isEmpty ? nil : state.items.removeFirst(), state.isClosed)
            }
            if let item { item.finish(Result { try work(item.input) }) }
            if isClosed {
                // The next thread is to see it too.
                available.signal()
                return
            }
        }
    }
}

private final class WorkItem<Input: Sendable, Output: Sendable>: Sendable {
    let input: Input
    private let outcome = Mutex<Result<Output, any Error>?>(nil)
    private let isDone = HostSemaphore()

    init(_ input: Input) { self.input = input }

    func finish(_ result: sending Result<Output, any Error>) {
        let result = result
        outcome.withLock { $0 = result }
        isDone.signal()
    }

    func result() throws -> Output {
        isDone.wait()
        guard let outcome = outcome.withLock({ $0 }) else { throw CancellationError() }
        return try outcome.get()
    }
}
