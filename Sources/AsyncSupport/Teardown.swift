/// Runs `body`, then `teardown` exactly once, also when `body` threw or the task was cancelled.
///
/// The teardown runs where cancellation does not reach it. Its failure is thrown only if the body succeeded: an
/// earlier error says more.
public func withTeardown<Result: Sendable>(
    _ body: () async throws -> Result, teardown: @escaping @Sendable () async throws -> Void
) async throws -> Result {
    let outcome: Swift.Result<Result, any Error>
    do {
        outcome = .success(try await body())
    } catch {
        outcome = .failure(error)
    }
    let end = await withUncancelled(teardown)
    let value = try outcome.get()
    try end.get()
    return value
}

/// Runs `work` to its end even if the calling task is cancelled, and returns how it ended.
public func withUncancelled<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
) async -> Swift.Result<Value, any Error> {
    await Task { try await work() }.result
}
