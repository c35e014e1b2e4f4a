/// Waits until the calling task is cancelled: the work in a test that must not end by itself.
///
/// - Throws: `CancellationError`, always.
package func untilCancelled() async throws(CancellationError) {
    let (events, continuation) = AsyncStream<Never>.makeStream()
    for await _ in events {}
    continuation.finish()
    throw CancellationError()
}
