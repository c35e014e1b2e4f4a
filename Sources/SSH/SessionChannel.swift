internal import CLibssh

/// A channel of a session, on the session's thread: bytes to and from a command or subsystem.
final class SessionChannel {
    enum Request {
        case command(String, terminal: Bool)
        case subsystem(String)
    }

    private let core: SessionCore
    private let handle: ssh_channel
    private let callbacks: UnsafeMutablePointer<ssh_channel_callbacks_struct>
    private let events = ChannelEvents()
    private var seenArrivals = 0

    /// Opens a channel and makes the request.
    init(_ core: SessionCore, _ request: Request) throws {
        self.core = core
        guard let handle = ssh_channel_new(try core.connected()) else { throw core.lost() }
        self.handle = handle
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: ssh_channel_callbacks_struct())
        callbacks.pointee.size = MemoryLayout<ssh_channel_callbacks_struct>.size
        callbacks.pointee.userdata = Unmanaged.passUnretained(events).toOpaque()
        callbacks.pointee.channel_exit_status_function = ChannelEvents.onStatus
        callbacks.pointee.channel_exit_signal_function = ChannelEvents.onSignal
        callbacks.pointee.channel_data_function = ChannelEvents.onData
        callbacks.pointee.channel_eof_function = ChannelEvents.onEnd
        callbacks.pointee.channel_close_function = ChannelEvents.onEnd
        ssh_set_channel_callbacks(handle, callbacks)
        try demand("open a channel") { ssh_channel_open_session(handle) }
        try make(request)
    }

    deinit {
        if ssh_channel_is_open(handle) != 0, core.isConnected {
            ssh_channel_close(handle)
        }
        // With a session that is gone the library has freed its channels' far ends but not this handle.
        ssh_remove_channel_callbacks(handle, callbacks)
        ssh_channel_free(handle)
        callbacks.deinitialize(count: 1)
        callbacks.deallocate()
    }

    private func make(_ request: Request) throws {
        switch request {
        case .command(let command, let terminal):
            if terminal {
                try demand("get a terminal") { ssh_channel_request_pty_size(handle, "xterm", 80, 40) }
            }
            // No answer is asked for: a server that forwards no agent runs the command all the same.
            if core.forwardsAgent { try demand("forward the agent") { ssh_channel_request_auth_agent(handle) } }
            try demand("run a command") { ssh_channel_request_exec(handle, command) }
        case .subsystem(let name):
            try demand("start the subsystem \"\(name)\"") { ssh_channel_request_subsystem(handle, name) }
        }
    }

    private func demand(_ what: String, _ call: () -> Int32) throws {
        guard try core.retrying({ _ in call() }) == SSH_OK else {
            guard core.isConnected else { throw core.lost() }
            throw SSHError(.refused, "the SSH server did not let us \(what) (\(core.errorText))")
        }
    }

    /// How the command ended, as far as the server told.
    var exit: RemoteExit? { events.exit }

    /// Whether nothing more will come.
    var isAtEnd: Bool { ssh_channel_is_eof(handle) != 0 || ssh_channel_is_closed(handle) != 0 }

    var isClosed: Bool { ssh_channel_is_closed(handle) != 0 }

    /// Reads what has come.
    ///
    /// - Returns: 0 if nothing is there at the moment.
    func readAvailable(into buffer: UnsafeMutableRawBufferPointer, standardError: Bool = false) throws -> Int {
        let count = ssh_channel_read_nonblocking(
            handle, buffer.baseAddress, UInt32(buffer.count), standardError ? 1 : 0)
        if count >= 0 { return Int(count) }
        // The library also calls it an error that the other side has closed the channel.
        guard count == SSH_EOF || count == SSH_AGAIN || core.isConnected else { throw core.lost() }
        return 0
    }

    /// Writes all, waiting for the server's window where needed.
    ///
    /// - Parameter onStall: called when there is no window, to read what the other side has to say; it throws if
    ///   there is no use in going on.
    func write(_ bytes: UnsafeRawBufferPointer, onStall: () throws -> Void = {}) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = ssh_channel_write(handle, rest.baseAddress, UInt32(rest.count))
            guard count >= 0 else { throw core.isConnected ? closedEarly() : core.lost() }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(Int(count)))
            try core.checkCancellation()
            // What the socket did not take is in the library's memory: let it drain before adding to it.
            while try isStalled(rest) {
                try onStall()
                // Reading may have taken in what we would wait for.
                guard try isStalled(rest) else { break }
                if isClosed {
                    // The other side may end on its own as soon as it has the last bytes.
                    if rest.isEmpty { return }
                    throw closedEarly()
                }
                try core.wait()
                try core.pump()
            }
        }
    }

    private func isStalled(_ rest: UnsafeRawBufferPointer) throws -> Bool {
        try hasUnsent() || (!rest.isEmpty && ssh_channel_window_size(handle) == 0)
    }

    func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    private func hasUnsent() throws -> Bool {
        ssh_get_poll_flags(try core.connected()) & SSH_WRITE_PENDING != 0
    }

    /// Whether something could not be written because the other side had closed the channel.
    private(set) var hasClosedEarly = false

    private func closedEarly() -> SSHError {
        hasClosedEarly = true
        return SSHError(.protocolViolation, "the other side closed the channel before the transfer ended")
    }

    func sendEnd() throws {
        _ = ssh_channel_send_eof(handle)
    }

    /// Waits for something to happen on the connection.
    ///
    /// Reading one stream takes in what comes on the other one too; what came since the last wait is therefore not
    /// waited for.
    ///
    /// - Throws: `SSHError` of kind `refused` if the deadline has passed.
    func wait(until deadline: ContinuousClock.Instant? = nil) throws {
        guard seenArrivals == events.arrivals else {
            seenArrivals = events.arrivals
            return
        }
        if let deadline, ContinuousClock.now >= deadline {
            throw SSHError(.refused, "the machine did not answer in time")
        }
        try core.wait(until: deadline)
        try core.pump()
    }
}

/// How a command on the machine ended.
package enum RemoteExit: Sendable, Equatable {
    case status(Int)
    /// The signal's name without `SIG`.
    case signal(String)
}

/// Where the library's callbacks note what happened on a channel.
private final class ChannelEvents {
    var exit: RemoteExit?
    /// Counts what came: data, the end, the close.
    var arrivals = 0

    /// Takes nothing, so that all stays in the channel's buffer.
    static let onData: ssh_channel_data_callback = { _, _, _, _, _, data in
        note(data)
        return 0
    }

    static let onEnd: @convention(c) (ssh_session?, ssh_channel?, UnsafeMutableRawPointer?) -> Void = { _, _, data in
        note(data)
    }

    private static func note(_ data: UnsafeMutableRawPointer?) {
        guard let data else { return }
        Unmanaged<ChannelEvents>.fromOpaque(data).takeUnretainedValue().arrivals += 1
    }

    static let onStatus: ssh_channel_exit_status_callback = { _, _, status, data in
        guard let data else { return }
        Unmanaged<ChannelEvents>.fromOpaque(data).takeUnretainedValue().exit = .status(Int(status))
    }

    static let onSignal: ssh_channel_exit_signal_callback = { _, _, name, _, _, _, data in
        guard let data, let name else { return }
        Unmanaged<ChannelEvents>.fromOpaque(data).takeUnretainedValue().exit = .signal(String(cString: name))
    }
}
