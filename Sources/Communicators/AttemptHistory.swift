internal import SSH
internal import Synchronization

/// The log of attempts while they are made; outlives them if a deadline ends them.
final class AttemptHistory: Sendable {
    private let start = ContinuousClock.now
    private let entries = Mutex(ConnectionAttemptLog())

    var log: ConnectionAttemptLog { entries.withLock { $0 } }

    /// - Returns: whether this differs from the attempt before.
    func add(_ failure: SSHConnectFailure) -> Bool {
        let time = ContinuousClock.now - start
        return entries.withLock { $0.add(failure, at: time) }
    }
}
