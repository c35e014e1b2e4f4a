internal import CLibssh
internal import HostOS

/// All connections of others that go through a session: tunnels, the way to a machine behind it, the agent.
///
/// Lives on the session's thread. Whoever waits for the connection calls `move` before and after.
final class Forwardings {
    private unowned let core: SessionCore
    private var active: [Forwarding] = []
    private var relays: [ChannelRelay] = []
    private var opening: [Opening] = []
    private var listeners: [(listener: SocketListener, tunnel: SSHTunnel)] = []
    private var remoteTunnels: [SSHTunnel] = []
    private var agentSocket: String?
    private var mayOpen = true

    /// Beyond so many at a time others have to wait, or are refused to the machine.
    private static let most = 64
    private static let dialTimeout: Duration = .seconds(15)

    /// A connection to a local tunnel whose far end is being asked for.
    private struct Opening {
        let channel: ForwardedChannel
        let socket: Int32
        let tunnel: SSHTunnel
    }

    init(_ core: SessionCore) {
        self.core = core
    }

    deinit { endAll() }

    /// Ends everything; must come before the session's end.
    func endAll() {
        for item in opening { RawSocket.close(item.socket) }
        opening = []
        active = []
        relays = []
        listeners = []
    }

    /// What has to happen elsewhere than on the session's connection.
    var interests: [DescriptorPoll.Interest] {
        let waiting: [DescriptorPoll.Interest] =
            isFull
            ? [] : listeners.compactMap { item in try? item.listener.descriptor.withNumber { .init($0) } }
        return waiting + active.compactMap(\.interest) + relays.flatMap(\.interests)
    }

    private var isFull: Bool { active.count + opening.count >= Self.most }

    /// Something came over the session's connection: openings may have been answered.
    func noteArrival() {
        mayOpen = true
    }

    /// Takes up and moves what there is.
    ///
    /// - Returns: whether anything happened, which may be that the library read what somebody else waits for.
    func move() -> Bool {
        guard !(active.isEmpty && opening.isEmpty && listeners.isEmpty && relays.isEmpty) else { return false }
        let accepted = accept()
        let opened = continueOpening()
        var hasMoved = accepted || opened
        for forwarding in active where forwarding.move() { hasMoved = true }
        active.removeAll(where: \.isOver)
        for relay in relays where relay.move() { hasMoved = true }
        relays.removeAll(where: \.isOver)
        return hasMoved
    }

    /// Joins an open channel with a socket; both are taken over.
    func add(_ channel: ForwardedChannel, _ socket: ForwardedSocket) {
        active.append(Forwarding(core, channel, socket))
    }

    /// Has a relay moved until it is over.
    func add(_ relay: ChannelRelay) {
        relays.append(relay)
    }

    // MARK: Local tunnels

    /// Listens for a local tunnel.
    ///
    /// - Throws: `SSHError` if the port cannot be had.
    func listen(_ tunnel: SSHTunnel) throws {
        let address = tunnel.listenAddress == "localhost" ? "127.0.0.1" : tunnel.listenAddress
        do {
            listeners.append((try SocketListener.tcp(address: address, port: Int(tunnel.listenPort)), tunnel))
        } catch {
            throw SSHError(.tunnel, "the local tunnel \(tunnel) cannot be opened: \(error)")
        }
    }

    private func accept() -> Bool {
        var hasAccepted = false
        for (listener, tunnel) in listeners {
            // A client that is gone already is no reason to end the others.
            while !isFull, let socket = (try? listener.acceptNow()) ?? nil {
                guard let channel = try? ForwardedChannel(core) else {
                    RawSocket.close(socket)
                    continue
                }
                opening.append(Opening(channel: channel, socket: socket, tunnel: tunnel))
                mayOpen = true
                hasAccepted = true
            }
        }
        return hasAccepted
    }

    private func continueOpening() -> Bool {
        guard mayOpen, !opening.isEmpty else { return false }
        mayOpen = false
        opening = opening.filter { item in
            switch item.channel.open(to: item.tunnel.targetHost, item.tunnel.targetPort) {
            case SSH_AGAIN: return true
            case SSH_OK: add(item.channel, .open(item.socket))
            default: RawSocket.close(item.socket)
            }
            return false
        }
        return true
    }

    // MARK: What the machine opens

    /// Asks the server to listen for a remote tunnel.
    ///
    /// - Throws: `SSHError` if it does not.
    func request(_ tunnel: SSHTunnel) throws {
        let result = try core.retrying {
            ssh_channel_listen_forward($0, tunnel.listenAddress, Int32(tunnel.listenPort), nil)
        }
        guard result == SSH_OK else {
            guard core.isConnected else { throw core.lost() }
            throw SSHError(.tunnel, "the machine does not open the remote tunnel \(tunnel) (\(core.errorText))")
        }
        remoteTunnels.append(tunnel)
        try serveRequests()
    }

    /// Lets programs on the machine ask the agent.
    func forwardAgent(_ socket: String) throws {
        agentSocket = socket
        try serveRequests()
    }

    private func serveRequests() throws {
        ssh_set_message_callback(try core.connected(), Self.onMessage, Unmanaged.passUnretained(self).toOpaque())
    }

    /// - Returns: 1 for the library to refuse the request.
    private static let onMessage: @convention(c) (ssh_session?, ssh_message?, UnsafeMutableRawPointer?) -> Int32 = {
        _, message, data in
        guard let message, let data else { return 1 }
        return Unmanaged<Forwardings>.fromOpaque(data).takeUnretainedValue().take(message) ? 0 : 1
    }

    /// The machine may reach only what it was given, whatever it asks for.
    private func take(_ message: ssh_message) -> Bool {
        guard ssh_message_type(message) == Int32(SSH_REQUEST_CHANNEL_OPEN.rawValue), !isFull else { return false }
        switch ssh_message_subtype(message) {
        case Int32(SSH_CHANNEL_FORWARDED_TCPIP.rawValue):
            let port = ssh_message_channel_request_open_destination_port(message)
            guard let tunnel = remoteTunnels.first(where: { Int32($0.listenPort) == port }),
                let dial = try? PendingDial(
                    host: tunnel.targetHost, port: tunnel.targetPort, timeout: Self.dialTimeout, wake: core.wake)
            else { return false }
            return accept(message, .dialling(dial))
        case Int32(SSH_CHANNEL_AUTH_AGENT.rawValue):
            guard let agentSocket, let socket = try? RawSocket.connect(unixPath: agentSocket) else { return false }
            return accept(message, .open(socket))
        default:
            return false
        }
    }

    private func accept(_ message: ssh_message, _ socket: ForwardedSocket) -> Bool {
        guard let handle = ssh_message_channel_request_open_reply_accept(message) else {
            var socket = socket
            socket.close()
            return false
        }
        add(ForwardedChannel(handle, core), socket)
        return true
    }
}
