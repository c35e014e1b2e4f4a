/// A wait that took longer than it was allowed to.
public struct DeadlineExceeded: Error, Sendable {
    public let allowed: Duration

    public init(allowed: Duration) {
        self.allowed = allowed
    }
}

/// Runs `body` and cancels it when `duration` has passed.
///
/// - Throws: `DeadlineExceeded` if the time ran out, else what `body` throws.
public func withDeadline<Value: Sendable>(
    _ duration: Duration, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: duration)
            throw DeadlineExceeded(allowed: duration)
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}
