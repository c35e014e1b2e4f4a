internal import CLibssh
internal import HostOS

/// The libssh session with its waits; lives on one thread and is never handed to another.
final class SessionCore {
    /// `nil` before connecting and after the end.
    var handle: ssh_session?
    /// Tells whether the running job is cancelled.
    var flag: CancellationFlag?
    /// The longest silence that a wait bears, if there is a limit.
    var readWriteTimeout: Duration?
    /// The shell that runs commands, from the first one on.
    var sharedShell: SharedShell?
    /// Whether commands may share a shell; not after a shell or a server that cannot.
    var sharesShell = true
    /// The connections of others that go through this session.
    private(set) lazy var forwardings = Forwardings(self)
    /// The login that waits for the user's answers.
    var login: Login?
    /// Whether commands may ask the agent of this host.
    var forwardsAgent = false
    /// The host key's fingerprint, from the key exchange on.
    var fingerprint = ""
    /// How often a connection that is silent is given a sign of life, once it stands; `nil` for never.
    var keepAliveInterval: Duration?
    let wake: WakeDescriptor
    private let isClosing: () -> Bool
    /// When the last bytes came, or the last sign of life went.
    private var lastSign = ContinuousClock.now
    private var lastArrival = ContinuousClock.now

    init(wake: WakeDescriptor, isClosing: @escaping () -> Bool) {
        self.wake = wake
        self.isClosing = isClosing
    }

    var isConnected: Bool {
        guard let handle else { return false }
        return ssh_is_connected(handle) != 0
    }

    /// The library's words about the last failure, on one line.
    var errorText: String {
        guard let handle, let text = ssh_get_error(UnsafeMutableRawPointer(handle)) else { return "not connected" }
        let words = String(cString: text).split(whereSeparator: \.isNewline).joined(separator: " ")
        return words.isEmpty ? "no reason given" : words
    }

    /// - Throws: `CancellationError` if the job is cancelled or the session is being closed.
    func checkCancellation() throws {
        if flag?.isSet == true || isClosing() { throw CancellationError() }
    }

    /// Gets ready for a job; the silence before it does not count.
    func begin(_ flag: CancellationFlag) {
        self.flag = flag
        lastArrival = .now
    }

    var isCancelled: Bool { flag?.isSet == true || isClosing() }

    /// The session of a standing connection.
    func connected() throws -> ssh_session {
        guard let handle, ssh_is_connected(handle) != 0 else { throw lost() }
        return handle
    }

    /// The error for a connection that is gone.
    func lost() -> SSHError {
        SSHError(.disconnected, "the SSH connection was lost (\(errorText))")
    }

    /// Whether the library has something that the connection did not take yet.
    var hasUnsent: Bool {
        guard let handle else { return false }
        return ssh_get_poll_flags(handle) & SSH_WRITE_PENDING != 0
    }

    /// Waits until the connection has something to read, or room to write if libssh has something left to send.
    ///
    /// Meanwhile serves the connections of others. It may return early.
    func wait(until deadline: ContinuousClock.Instant? = nil) throws {
        try checkCancellation()
        guard handle != nil else { throw lost() }
        // What moved there may have taken in what the caller waits for.
        if forwardings.move() { return try pump() }
        let silence = readWriteTimeout.map { lastArrival + $0 }
        let isReady = poll(until: [deadline, silence].compactMap { $0 }.min())
        try checkCancellation()
        if !isReady, let silence, ContinuousClock.now >= silence {
            throw SSHError(.disconnected, "nothing came over the SSH connection for ssh_read_write_timeout")
        }
        sendSignOfLife()
    }

    /// - Returns: whether something happened on the session's connection.
    private func poll(until end: ContinuousClock.Instant?) -> Bool {
        guard let handle else { return false }
        let due = keepAliveInterval.map { lastSign + $0 }
        let first = [end, due].compactMap { $0 }.min()
        let ready = DescriptorPoll.wait(
            [.init(ssh_get_fd(handle), read: true, write: hasUnsent), .init(wake.descriptor)]
                + forwardings.interests,
            timeout: first.map { max($0 - .now, .zero) })
        if ready[1] { wake.drain() }
        if ready[0] {
            lastSign = .now
            lastArrival = .now
            forwardings.noteArrival()
        }
        return ready[0]
    }

    /// Keeps whoever stands in between (a firewall, a router) from forgetting a connection that is silent.
    private func sendSignOfLife() {
        guard let handle, let keepAliveInterval, lastSign + keepAliveInterval <= .now else { return }
        lastSign = .now
        _ = ssh_send_ignore(handle, "keep-alive")
        _ = ssh_blocking_flush(handle, 0)
    }

    /// Lets libssh read what came and send what waits, without blocking.
    func pump() throws {
        let session = try connected()
        _ = ssh_execute_message_callbacks(session)
    }

    /// Repeats a call that answers "again" until it has a result.
    func retrying(
        until deadline: ContinuousClock.Instant? = nil, onTimeout: () -> any Error = { CancellationError() },
        _ call: (ssh_session) -> Int32
    ) throws -> Int32 {
        while true {
            guard let handle else { throw lost() }
            try checkCancellation()
            let result = call(handle)
            guard result == SSH_AGAIN || result == SSH_AUTH_AGAIN.rawValue else { return result }
            try wait(until: deadline)
            if let deadline, ContinuousClock.now >= deadline { throw onTimeout() }
        }
    }

    /// Waits for a job; meanwhile notices a lost connection, sends a sign of life now and then, and serves the
    /// connections of others.
    func idle() {
        guard let handle, ssh_is_connected(handle) != 0 else {
            forwardings.endAll()
            _ = DescriptorPoll.wait([.init(wake.descriptor)], timeout: nil)
            return wake.drain()
        }
        if forwardings.move() || poll(until: nil) { _ = ssh_execute_message_callbacks(handle) }
        sendSignOfLife()
    }

    /// Says goodbye if that does not have to wait, and frees everything.
    func destroy() {
        sharedShell = nil
        login = nil
        forwardings.endAll()
        guard let handle else { return }
        if ssh_is_connected(handle) != 0 { ssh_disconnect(handle) }
        ssh_free(handle)
        self.handle = nil
    }
}
