internal import CLibssh

/// A channel that carries somebody else's connection, on the session's thread; nothing here waits.
final class ForwardedChannel {
    private let handle: ssh_channel
    private unowned let core: SessionCore
    private let callbacks: UnsafeMutablePointer<ssh_channel_callbacks_struct>
    private let arrivals = Arrivals()

    /// Takes over a channel, open or not.
    init(_ handle: ssh_channel, _ core: SessionCore) {
        self.handle = handle
        self.core = core
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: ssh_channel_callbacks_struct())
        callbacks.pointee.size = MemoryLayout<ssh_channel_callbacks_struct>.size
        callbacks.pointee.userdata = Unmanaged.passUnretained(arrivals).toOpaque()
        callbacks.pointee.channel_data_function = Arrivals.onData
        ssh_set_channel_callbacks(handle, callbacks)
    }

    /// An unopened channel of the session.
    convenience init(_ core: SessionCore) throws {
        guard let handle = ssh_channel_new(try core.connected()) else { throw core.lost() }
        self.init(handle, core)
    }

    deinit {
        close()
        ssh_remove_channel_callbacks(handle, callbacks)
        ssh_channel_free(handle)
        callbacks.deinitialize(count: 1)
        callbacks.deallocate()
    }

    /// One step of having the server connect to a host (`direct-tcpip`, RFC 4254, section 7.2).
    ///
    /// - Returns: `SSH_AGAIN` while the server has not answered.
    func open(to host: String, _ port: UInt16) -> Int32 {
        guard core.isConnected else { return SSH_ERROR }
        // The originator's address is for the server's logs only.
        return ssh_channel_open_forward(handle, host, Int32(port), "127.0.0.1", 0)
    }

    /// How many bytes wait to be read.
    var available: Int { arrivals.available }

    /// Whether the other side sends nothing more.
    var hasEnded: Bool { isClosed || ssh_channel_is_eof(handle) != 0 }

    var isClosed: Bool { !core.isConnected || ssh_channel_is_closed(handle) != 0 }

    /// How many bytes the other side takes at the moment.
    var room: Int { isClosed || ssh_channel_is_open(handle) == 0 ? 0 : Int(ssh_channel_window_size(handle)) }

    /// What has come, at most `limit` bytes.
    func read(upTo limit: Int) -> [UInt8] {
        guard arrivals.available > 0 else { return [] }
        var piece = [UInt8](repeating: 0, count: min(limit, arrivals.available))
        let count = piece.withUnsafeMutableBytes {
            ssh_channel_read_nonblocking(handle, $0.baseAddress, UInt32($0.count), 0)
        }
        // Less than was announced is there only if the channel is gone.
        arrivals.available = count > 0 ? arrivals.available - Int(count) : 0
        return Array(piece.prefix(max(Int(count), 0)))
    }

    /// Writes as much as the other side takes.
    ///
    /// - Returns: the number of bytes; `nil` if the channel is gone.
    func write(_ bytes: ArraySlice<UInt8>) -> Int? {
        let count = bytes.prefix(room).withUnsafeBytes { ssh_channel_write(handle, $0.baseAddress, UInt32($0.count)) }
        return count < 0 ? nil : Int(count)
    }

    func sendEnd() {
        if core.isConnected { ssh_channel_send_eof(handle) }
    }

    func close() {
        if core.isConnected, ssh_channel_is_open(handle) != 0 { ssh_channel_close(handle) }
    }
}

/// Where the library notes what has come on a channel.
private final class Arrivals {
    var available = 0

    /// Leaves all in the channel's buffer, of which it is told the whole length.
    static let onData: ssh_channel_data_callback = { _, _, _, length, isError, data in
        guard let data else { return 0 }
        // Nothing of the kind belongs here; taken, so that it does not fill the memory.
        guard isError == 0 else { return Int32(clamping: length) }
        Unmanaged<Arrivals>.fromOpaque(data).takeUnretainedValue().available = Int(length)
        return 0
    }
}
