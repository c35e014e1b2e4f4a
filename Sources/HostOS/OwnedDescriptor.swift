import Glibc
import Synchronization

/// A descriptor that tasks share: closed once, and never used after that.
package final class OwnedDescriptor: Sendable {
    private let number: Mutex<Int32?>
    /// For error messages.
    package let name: String

    /// Takes over an open descriptor.
    package init(adopting number: Int32, name: String) {
        self.number = Mutex(number)
        self.name = name
    }

    deinit {
        close()
    }

    /// Whether it has neither been closed nor given away.
    package var isOpen: Bool { number.withLock { $0 != nil } }

    /// Lends the number for a call that does not block; the descriptor stays open during it.
    package func withNumber<Value: Sendable>(
        _ operation: String = "use", _ body: (Int32) throws -> Value
    ) throws -> Value {
        try number.withLock { number in
            guard let number else { throw Self.closed(operation, name) }
            return try body(number)
        }
    }

    /// Waits until the descriptor is ready, the task is cancelled or the descriptor closed.
    package func wait(for interest: Interest) async throws {
        let waiter = Waiter(interest)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                guard waiter.arm({ continuation.resume(with: $0) }) else { return }
                register(waiter)
            }
        } onCancel: {
            let current = number.withLock { $0 }
            if let current { EventLoop.shared.cancel(waiter, for: current) }
            waiter.finish(.failure(CancellationError()))
        }
    }

    /// Calls the handler once on the event thread, when the descriptor is ready or closed.
    func notify(when interest: Interest, _ handler: @escaping Waiter.Handler) {
        let waiter = Waiter(interest)
        guard waiter.arm(handler) else { return }
        register(waiter)
    }

    /// Under the lock, so that the number cannot be closed and taken by another file in between.
    private func register(_ waiter: Waiter) {
        let isOpen = number.withLock { number in
            guard let number else { return false }
            EventLoop.shared.register(waiter, for: number)
            return true
        }
        if !isOpen { waiter.finish(.failure(Self.closed("wait for", name))) }
    }

    /// Closes it and ends all waits for it; more calls do nothing.
    package func close() {
        number.withLock { number in
            guard let open = number else { return }
            EventLoop.shared.abandon(open, Self.closed("wait for", name))
            Glibc.close(open)
            number = nil
        }
    }

    /// Hands the descriptor over to the caller, who closes it.
    package func release() -> Int32? {
        number.withLock { number in
            defer { number = nil }
            if let open = number { EventLoop.shared.abandon(open, Self.closed("wait for", name)) }
            return number
        }
    }

    private static func closed(_ operation: String, _ name: String) -> HostError {
        HostError(operation: operation, subject: name, reason: "it is closed")
    }
}
