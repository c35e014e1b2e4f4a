internal import CLibssh
internal import HostOS

/// A channel joined with a socket of this host: bytes go both ways until both sides have ended.
///
/// Lives on the session's thread and never waits. It reads its channel only when something has come for it, because
/// the library would take in what other channels wait for otherwise.
final class Forwarding {
    private unowned let core: SessionCore
    private let channel: ForwardedChannel
    private var socket: ForwardedSocket
    private var toSocket: ArraySlice<UInt8> = []
    private var toChannel: ArraySlice<UInt8> = []
    private var socketHasEnded = false
    private var channelHasEnded = false
    /// Whether there is nothing left to do.
    private(set) var isOver = false

    private static let pieceSize = 32 * 1024
    /// How many pieces one side may move before others get their turn.
    private static let piecesPerTurn = 16

    /// Takes both over.
    init(_ core: SessionCore, _ channel: ForwardedChannel, _ socket: ForwardedSocket) {
        self.core = core
        self.channel = channel
        self.socket = socket
    }

    deinit { socket.close() }

    /// What has to happen on the socket for this to go on; `nil` if nothing there matters.
    var interest: DescriptorPoll.Interest? {
        guard case .open(let number) = socket else { return nil }
        let wantsRead = !socketHasEnded && toChannel.isEmpty && channel.room > 0 && !core.hasUnsent
        guard wantsRead || !toSocket.isEmpty else { return nil }
        return .init(number, read: wantsRead, write: !toSocket.isEmpty)
    }

    /// Moves what can be moved.
    ///
    /// - Returns: whether anything happened.
    func move() -> Bool {
        guard !isOver else { return false }
        guard case .open(let number) = socket else { return awaitSocket() }
        let received = receive(number)
        let sent = send(number)
        if channel.isClosed, toSocket.isEmpty, channel.available == 0 { return end() }
        if socketHasEnded, channelHasEnded, toChannel.isEmpty { return end() }
        return received || sent
    }

    private func awaitSocket() -> Bool {
        guard case .dialling(let dial) = socket, let result = dial.result else { return false }
        switch result {
        case .success(let number): socket = .open(number)
        case .failure: return end()
        }
        return true
    }

    @discardableResult
    private func end() -> Bool {
        isOver = true
        socket.close()
        channel.close()
        return true
    }

    /// From the channel to the socket.
    private func receive(_ number: Int32) -> Bool {
        var hasMoved = false
        for _ in 0..<Self.piecesPerTurn {
            if toSocket.isEmpty { toSocket = channel.read(upTo: Self.pieceSize)[...] }
            guard !toSocket.isEmpty else { break }
            switch toSocket.withUnsafeBytes({ RawSocket.write(number, $0) }) {
            case .moved(let count): toSocket = toSocket.dropFirst(count)
            case .again: return hasMoved
            case .ended: return end()
            }
            hasMoved = true
        }
        if toSocket.isEmpty, channel.available == 0, channel.hasEnded, !channelHasEnded {
            channelHasEnded = true
            RawSocket.endWriting(number)
            return true
        }
        return hasMoved
    }

    /// From the socket to the channel.
    private func send(_ number: Int32) -> Bool {
        var hasMoved = false
        for _ in 0..<Self.piecesPerTurn where !isOver && !socketHasEnded && !channel.isClosed {
            if toChannel.isEmpty {
                guard channel.room > 0, !core.hasUnsent,
                    let piece = RawSocket.read(number, upTo: min(Self.pieceSize, channel.room))
                else { break }
                toChannel = piece
            }
            if toChannel.isEmpty {
                socketHasEnded = true
                channel.sendEnd()
                return true
            }
            guard let count = channel.write(toChannel) else { return end() }
            toChannel = toChannel.dropFirst(count)
            hasMoved = hasMoved || count > 0
            if count == 0 { break }
        }
        return hasMoved
    }
}

/// The socket of a forwarding, from the moment that somebody asks for it.
enum ForwardedSocket {
    case dialling(PendingDial)
    case open(Int32)
    case closed

    /// Ends it, or gives the dial up.
    mutating func close() {
        switch self {
        case .dialling(let dial): dial.abandon()
        case .open(let number): RawSocket.close(number)
        case .closed: break
        }
        self = .closed
    }
}
