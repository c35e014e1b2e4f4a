internal import CHostShims
import Glibc
import Synchronization

/// What a descriptor can be waited for.
package enum Interest: Int32, Sendable {
    case readable = 1
    case writable = 2
}

/// One thread that waits for all descriptors of the process, so that no task blocks on one.
///
/// `shared` is the only one: epoll(7) needs no more, and a thread of its own for each wait would cost a megabyte.
package final class EventLoop: Sendable {
    /// The one loop of the program, made when the first descriptor is waited for.
    package static let shared = EventLoop()

    private let epoll: Int32
    private let waiters = Mutex<[Int32: [Waiter]]>([:])

    private init() {
        epoll = ingot_epoll_create()
        precondition(epoll >= 0, "cannot make an epoll descriptor: \(HostError.reason(of: -epoll))")
        startThread(name: "events") { [unowned self] in self.serve() }
    }

    /// Calls the waiter's handler once, on the event thread, when the descriptor is ready.
    ///
    /// The descriptor must stay open until then or until `abandon` was called for it.
    func register(_ waiter: Waiter, for descriptor: Int32) {
        let code = waiters.withLock { table in
            table[descriptor, default: []].append(waiter)
            let code = arm(descriptor, table[descriptor, default: []])
            if code != 0 { table[descriptor]?.removeAll { $0 === waiter } }
            return code
        }
        // EPERM: a file or another descriptor that never blocks.
        if code == -EPERM {
            waiter.finish(.success(()))
        } else if code != 0 {
            waiter.finish(.failure(HostError(operation: "wait for", subject: "a descriptor", code: -code)))
        }
    }

    /// Ends all waits for a descriptor that is about to be closed.
    func abandon(_ descriptor: Int32, _ error: any Error) {
        let abandoned = waiters.withLock { table in
            let removed = table.removeValue(forKey: descriptor) ?? []
            if !removed.isEmpty { _ = arm(descriptor, []) }
            return removed
        }
        for waiter in abandoned { waiter.finish(.failure(error)) }
    }

    /// Ends one wait.
    func cancel(_ waiter: Waiter, for descriptor: Int32) {
        waiters.withLock { table in
            guard var list = table[descriptor], let index = list.firstIndex(where: { $0 === waiter }) else { return }
            list.remove(at: index)
            table[descriptor] = list.isEmpty ? nil : list
            _ = arm(descriptor, list)
        }
        waiter.finish(.failure(CancellationError()))
    }

    private func arm(_ descriptor: Int32, _ list: [Waiter]) -> Int32 {
        ingot_epoll_arm(epoll, descriptor, list.reduce(0) { $0 | $1.interest.rawValue })
    }

    private func serve() {
        var descriptors = [Int32](repeating: 0, count: 64)
        var readiness = [Int32](repeating: 0, count: 64)
        while true {
            let count = ingot_epoll_wait(epoll, &descriptors, &readiness, 64)
            guard count > 0 else { continue }
            for index in 0..<Int(count) {
                for waiter in takeReady(descriptors[index], readiness[index]) { waiter.finish(.success(())) }
            }
        }
    }

    private func takeReady(_ descriptor: Int32, _ readiness: Int32) -> [Waiter] {
        waiters.withLock { table in
            let list = table[descriptor] ?? []
            let ready = list.filter { $0.interest.rawValue & readiness != 0 }
            let rest = list.filter { $0.interest.rawValue & readiness == 0 }
            table[descriptor] = rest.isEmpty ? nil : rest
            // One-shot: what nobody waited for yet stays unreported until the next arming.
            if !rest.isEmpty { _ = arm(descriptor, rest) }
            return ready
        }
    }
}

/// One wait for one descriptor, finished exactly once: by readiness, by cancellation or by closing.
final class Waiter: Sendable {
    typealias Handler = @Sendable (Result<Void, any Error>) -> Void

    private enum State {
        case idle
        case armed(Handler)
        case finished(Result<Void, any Error>)
    }

    let interest: Interest
    private let state = Mutex(State.idle)

    init(_ interest: Interest) {
        self.interest = interest
    }

    /// Sets what is called at the end; at once if the end has come, and then the answer is `false`.
    func arm(_ handler: @escaping Handler) -> Bool {
        let early: Result<Void, any Error>? = state.withLock { state in
            if case .finished(let result) = state { return result }
            state = .armed(handler)
            return nil
        }
        guard let early else { return true }
        handler(early)
        return false
    }

    func finish(_ result: Result<Void, any Error>) {
        let handler: Handler? = state.withLock { state in
            defer { if case .finished = state {} else { state = .finished(result) } }
            if case .armed(let handler) = state { return handler }
            return nil
        }
        handler?(result)
    }
}
