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
    let wake: WakeDescriptor
    private let isClosing: () -> Bool
    private var lastSign = ContinuousClock.now

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

    /// Waits until the connection has something to read, or room to write if libssh has something left to send, and
    /// lets libssh handle it.
    ///
    /// - Returns: whether something happened before the deadline.
    @discardableResult
    func wait(until deadline: ContinuousClock.Instant? = nil) throws -> Bool {
        try checkCancellation()
        guard let handle else { throw lost() }
        let silence = readWriteTimeout.map { ContinuousClock.now + $0 }
        let end = [deadline, silence].compactMap { $0 }.min()
        let wantsWrite = ssh_get_poll_flags(handle) & SSH_WRITE_PENDING != 0
        let ready = DescriptorPoll.wait(
            [.init(ssh_get_fd(handle), read: true, write: wantsWrite), .init(wake.descriptor)],
            timeout: end.map { max($0 - .now, .zero) })
        if ready[1] { wake.drain() }
        try checkCancellation()
        if ready[0] {
            lastSign = .now
            return true
        }
        if let silence, ContinuousClock.now >= silence, deadline.map({ silence <= $0 }) ?? true {
            throw SSHError(.disconnected, "nothing came over the SSH connection for ssh_read_write_timeout")
        }
        return ready[1]
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

    /// Waits for a job; meanwhile notices a lost connection and sends a sign of life now and then.
    func idle(keepAliveInterval: Duration?) {
        guard let handle, ssh_is_connected(handle) != 0 else {
            _ = DescriptorPoll.wait([.init(wake.descriptor)], timeout: nil)
            return wake.drain()
        }
        let due = keepAliveInterval.map { lastSign + $0 }
        let wantsWrite = ssh_get_poll_flags(handle) & SSH_WRITE_PENDING != 0
        let ready = DescriptorPoll.wait(
            [.init(ssh_get_fd(handle), read: true, write: wantsWrite), .init(wake.descriptor)],
            timeout: due.map { max($0 - .now, .zero) })
        if ready[1] { wake.drain() }
        if ready[0] { _ = ssh_execute_message_callbacks(handle) }
        guard let due, ContinuousClock.now >= due else { return }
        lastSign = .now
        _ = ssh_send_ignore(handle, "keep-alive")
        _ = ssh_blocking_flush(handle, 0)
    }

    /// Says goodbye if that does not have to wait, and frees everything.
    func destroy() {
        sharedShell = nil
        guard let handle else { return }
        if ssh_is_connected(handle) != 0 { ssh_disconnect(handle) }
        ssh_free(handle)
        self.handle = nil
    }
}
