internal import CLibssh

/// A channel with the three streams of a command, on its session's thread; nothing here waits.
final class PipedChannel {
    let notes = ChannelNotes()
    private let handle: ssh_channel
    private let isConnected: () -> Bool
    private let callbacks: UnsafeMutablePointer<ssh_channel_callbacks_struct>

    /// Takes over a channel, open or not.
    ///
    /// - Parameters:
    ///   - isServed: whether the other side is the one that asks for commands.
    ///   - isConnected: whether the session stands; must not keep the channel alive.
    init(_ handle: ssh_channel, isServed: Bool, isConnected: @escaping () -> Bool) {
        self.handle = handle
        self.isConnected = isConnected
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: notes.callbacks(isServed: isServed))
        ssh_set_channel_callbacks(handle, callbacks)
    }

    deinit {
        close()
        ssh_remove_channel_callbacks(handle, callbacks)
        ssh_channel_free(handle)
        callbacks.deinitialize(count: 1)
        callbacks.deallocate()
    }

    /// One step of opening the channel from our side; `SSH_AGAIN` while the answer has not come.
    func open() -> Int32 { ssh_channel_open_session(handle) }

    /// One step of asking for a command; `SSH_AGAIN` while the answer has not come.
    func request(_ command: String) -> Int32 { ssh_channel_request_exec(handle, command) }

    /// One step of asking for a terminal; `SSH_AGAIN` while the answer has not come.
    func request(_ terminal: SSHTerminal) -> Int32 {
        ssh_channel_request_pty_size(handle, "dumb", Int32(terminal.columns), Int32(terminal.rows))
    }

    /// One step of asking for a subsystem; `SSH_AGAIN` while the answer has not come.
    func request(subsystem name: String) -> Int32 { ssh_channel_request_subsystem(handle, name) }

    /// Whether something waits to be read.
    func hasWaiting(standardError: Bool) -> Bool { notes.waiting(standardError) > 0 }

    /// Whether the other side sends nothing more.
    var hasEnded: Bool { isClosed || ssh_channel_is_eof(handle) != 0 }

    var isClosed: Bool { !isConnected() || ssh_channel_is_closed(handle) != 0 }

    /// How many bytes the other side takes at the moment.
    var room: Int { isClosed || ssh_channel_is_open(handle) == 0 ? 0 : Int(ssh_channel_window_size(handle)) }

    /// What has come, at most `limit` bytes.
    func read(upTo limit: Int, standardError: Bool) -> [UInt8] {
        let available = notes.waiting(standardError)
        guard available > 0 else { return [] }
        var piece = [UInt8](repeating: 0, count: min(limit, available))
        let count = piece.withUnsafeMutableBytes {
            ssh_channel_read_nonblocking(handle, $0.baseAddress, UInt32($0.count), standardError ? 1 : 0)
        }
        // Less than was announced is there only if the channel is gone.
        notes.setWaiting(count > 0 ? max(available - Int(count), 0) : 0, standardError)
        return Array(piece.prefix(max(Int(count), 0)))
    }

    /// Writes as much as the other side takes.
    ///
    /// - Returns: the number of bytes; `nil` if the channel is gone.
    func write(_ bytes: ArraySlice<UInt8>, standardError: Bool) -> Int? {
        let count = bytes.prefix(room).withUnsafeBytes { piece in
            standardError
                ? ssh_channel_write_stderr(handle, piece.baseAddress, UInt32(piece.count))
                : ssh_channel_write(handle, piece.baseAddress, UInt32(piece.count))
        }
        return count < 0 ? nil : Int(count)
    }

    /// Tells the other side that no more bytes follow.
    func sendEnd() {
        if isConnected() { ssh_channel_send_eof(handle) }
    }

    /// Tells the other side how its command ended.
    func send(_ exit: RemoteExit) {
        guard isConnected(), ssh_channel_is_open(handle) != 0 else { return }
        switch exit {
        case .status(let status): ssh_channel_request_send_exit_status(handle, Int32(truncatingIfNeeded: status))
        case .signal(let name): ssh_channel_request_send_exit_signal(handle, name, 0, "", "")
        }
    }

    func close() {
        if isConnected(), ssh_channel_is_open(handle) != 0 { ssh_channel_close(handle) }
    }
}
