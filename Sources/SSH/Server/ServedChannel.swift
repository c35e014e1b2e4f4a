internal import CLibssh
internal import HostOS

/// One channel of a client, from its opening to its end, on the session's thread.
final class ServedChannel {
    private let channel: PipedChannel
    private var pump: ChannelPump?
    private var request: ServedRequest?
    /// Whether there is nothing left to do.
    private(set) var isOver = false

    /// Takes over a channel that the client is about to open.
    init(_ handle: ssh_channel, isConnected: @escaping () -> Bool) {
        channel = PipedChannel(handle, isServed: true, isConnected: isConnected)
    }

    deinit { request?.giveUp() }

    var interests: [DescriptorPoll.Interest] { pump?.interests ?? [] }

    /// Begins what the client has asked for, once.
    ///
    /// - Returns: the request for whoever serves it.
    func begun(wake: WakeDescriptor, hasUnsent: @escaping () -> Bool) -> ServedRequest? {
        guard request == nil, !isOver, let asked = channel.notes.request else { return nil }
        guard let stream = try? RawSocket.pair() else { return refused() }
        guard let errors = try? RawSocket.pair() else {
            RawSocket.close(stream.0)
            RawSocket.close(stream.1)
            return refused()
        }
        pump = ChannelPump(channel, .server, stream: stream.0, errors: errors.0, hasUnsent: hasUnsent)
        let begun = ServedRequest(
            SSHRequest(asked), stream: OwnedDescriptor(adopting: stream.1, name: "a command's streams"),
            errors: OwnedDescriptor(adopting: errors.1, name: "a command's errors"), wake: wake)
        request = begun
        return begun
    }

    /// This host has no descriptor left.
    private func refused() -> ServedRequest? {
        channel.send(.status(255))
        end()
        return nil
    }

    /// Moves what can be moved.
    ///
    /// - Returns: whether anything happened.
    func move() -> Bool {
        guard !isOver else { return false }
        guard let pump, let request else {
            guard channel.isClosed else { return false }
            end()
            return true
        }
        let hasMoved = pump.move()
        if channel.isClosed {
            end()
            return true
        }
        guard pump.hasEmptiedSockets, let exit = request.outcome else { return hasMoved }
        channel.send(exit)
        channel.sendEnd()
        end()
        return true
    }

    private func end() {
        isOver = true
        request?.giveUp()
        channel.close()
    }
}
