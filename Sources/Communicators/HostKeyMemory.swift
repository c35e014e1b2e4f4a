internal import BuildEvents
internal import SSH
internal import Synchronization

/// The key of a server as it was when we first logged in.
final class HostKeyMemory: Sendable {
    private let known = Mutex<String?>(nil)
    private let onChange: SSHRouteOptions.HostKeyChange
    private let who: String
    private let log: BuildLog

    /// - Parameter who: whose key it is, for messages: `the machine`.
    init(of who: String, onChange: SSHRouteOptions.HostKeyChange, log: BuildLog) {
        self.who = who
        self.onChange = onChange
        self.log = log
    }

    /// Compares a key with the one that is known, before anything secret is sent.
    ///
    /// - Throws: `SSHError` of kind `hostKeyChanged` if another key is not borne.
    func check(_ seen: String) throws {
        guard let known = known.withLock({ $0 }), known != seen else { return }
        let words = "\(who)'s SSH host key changed from \(known) to \(seen)"
        guard onChange == .report else { throw SSHError(.hostKeyChanged, words) }
        log.message("Warning: \(words).")
    }

    /// Keeps the key of a server that let us in.
    func accept(_ seen: String) {
        known.withLock { $0 = seen }
    }
}
