internal import CLibssh
internal import HostOS

/// The libssh session of one client; lives on one thread and is never handed to another.
final class ServerCore {
    private let session: ssh_session
    private let gate: ServerGate
    private let configuration: SSHServerConfiguration
    private let wake: WakeDescriptor
    private var channels: [ServedChannel] = []

    /// Takes over a connected socket.
    ///
    /// - Throws: `SSHError` if a key cannot be used.
    init(socket: Int32, _ configuration: SSHServerConfiguration, wake: WakeDescriptor) throws {
        self.configuration = configuration
        self.wake = wake
        do {
            gate = try ServerGate(authorizedKeys: configuration.authorizedKeys)
            session = try Self.accepted(socket, hostKey: configuration.hostKey)
        } catch {
            RawSocket.close(socket)
            throw error
        }
        gate.guardSession(session)
        gate.openChannel = { [unowned self] in opened() }
    }

    deinit {
        channels = []
        if isConnected { ssh_disconnect(session) }
        ssh_free(session)
    }

    private static func accepted(_ socket: Int32, hostKey: SSHPrivateKey) throws -> ssh_session {
        let key = try LoadedKey(hostKey)
        guard let listener = ssh_bind_new(), let session = ssh_new() else {
            throw SSHError(.refused, "libssh cannot be used: it is not installed, or no memory is left")
        }
        // The keys go into the session.
        defer { ssh_bind_free(listener) }
        var no = false
        ssh_bind_options_set(listener, SSH_BIND_OPTIONS_PROCESS_CONFIG, &no)
        // The library takes the key over.
        ssh_bind_options_set(
            listener, SSH_BIND_OPTIONS_IMPORT_KEY,
            UnsafeRawPointer(withExtendedLifetime(key) { ssh_key_dup(key.handle) }))
        RawSocket.sendWithoutDelay(socket)
        guard ssh_bind_accept_fd(listener, session, socket) == SSH_OK else {
            ssh_free(session)
            throw SSHError(.refused, "the SSH library did not take a connection")
        }
        ssh_set_blocking(session, 0)
        return session
    }

    private var isConnected: Bool { ssh_is_connected(session) != 0 }

    private static func hasUnsent(_ session: ssh_session) -> Bool {
        ssh_get_poll_flags(session) & SSH_WRITE_PENDING != 0
    }

    /// Serves the client until it leaves, breaks the rules or `isClosing` says so.
    ///
    /// - Parameter begin: gets each request; called on this thread.
    func serve(isClosing: () -> Bool, begin: (ServedRequest) -> Void) {
        let deadline = ContinuousClock.now + configuration.loginTimeout
        guard exchangeKeys(until: deadline, isClosing) else { return }
        while !isClosing() {
            _ = ssh_execute_message_callbacks(session)
            guard isConnected, gate.failures < configuration.mostFailures else { return }
            guard gate.isOpen || ContinuousClock.now < deadline else { return }
            for channel in channels {
                guard let request = channel.begun(wake: wake, hasUnsent: { [session] in Self.hasUnsent(session) })
                else {
                    continue
                }
                begin(request)
            }
            var hasMoved = false
            for channel in channels where channel.move() { hasMoved = true }
            channels.removeAll(where: \.isOver)
            if !hasMoved { wait(until: gate.isOpen ? nil : deadline) }
        }
    }

    private func exchangeKeys(until deadline: ContinuousClock.Instant, _ isClosing: () -> Bool) -> Bool {
        while !isClosing(), ContinuousClock.now < deadline {
            switch ssh_handle_key_exchange(session) {
            case SSH_OK: return true
            case SSH_AGAIN: wait(until: deadline)
            default: return false
            }
        }
        return false
    }

    private func wait(until deadline: ContinuousClock.Instant?) {
        let ready = DescriptorPoll.wait(
            [.init(ssh_get_fd(session), read: true, write: Self.hasUnsent(session)), .init(wake.descriptor)]
                + channels.flatMap(\.interests),
            timeout: deadline.map { max($0 - .now, .zero) })
        if ready[1] { wake.drain() }
    }

    private func opened() -> ssh_channel? {
        guard channels.count < configuration.mostChannels, let handle = ssh_channel_new(session) else { return nil }
        // Not by way of `self`, which is gone already when the last channels go.
        channels.append(ServedChannel(handle) { [session] in ssh_is_connected(session) != 0 })
        return handle
    }
}
