internal import HostOS

/// Moves bytes between a channel and two sockets of this host; lives on the session's thread and never waits.
///
/// One socket carries standard input and output, the other what is printed as error.
final class ChannelPump {
    /// Which end of a command the channel is.
    enum Side {
        /// The command runs at the channel's far end.
        case client
        /// The command's user is at the channel's far end.
        case server
    }

    private let channel: PipedChannel
    private let hasUnsent: () -> Bool
    private let stream: Int32
    private let errors: Int32
    private var fromChannel: [Outward]
    private var toChannel: [Inward]

    private static let pieceSize = 32 * 1024
    /// How many pieces a stream may move before others get their turn.
    private static let piecesPerTurn = 16

    /// From the channel to a socket.
    private struct Outward {
        let socket: Int32
        let isError: Bool
        var pending: ArraySlice<UInt8> = []
        var hasEnded = false
        /// Whether nobody reads the socket any more.
        var isBroken = false
    }

    /// From a socket to the channel.
    private struct Inward {
        let socket: Int32
        let isError: Bool
        var pending: ArraySlice<UInt8> = []
        var hasEnded = false
    }

    /// Takes the sockets over; `hasUnsent` tells whether the session has something that its connection did not take.
    init(_ channel: PipedChannel, _ side: Side, stream: Int32, errors: Int32, hasUnsent: @escaping () -> Bool) {
        self.channel = channel
        self.hasUnsent = hasUnsent
        self.stream = stream
        self.errors = errors
        let main = (Outward(socket: stream, isError: false), Inward(socket: stream, isError: false))
        switch side {
        case .client:
            fromChannel = [main.0, Outward(socket: errors, isError: true)]
            toChannel = [main.1]
        case .server:
            fromChannel = [main.0]
            toChannel = [main.1, Inward(socket: errors, isError: true)]
        }
    }

    deinit {
        RawSocket.close(stream)
        RawSocket.close(errors)
    }

    /// Whether all that the channel's other side sent has been handed on.
    var hasEmptiedChannel: Bool {
        fromChannel.allSatisfy { $0.hasEnded || $0.isBroken }
    }

    /// Whether the sockets' users have closed them and all that they wrote has gone into the channel.
    var hasEmptiedSockets: Bool { toChannel.allSatisfy { $0.hasEnded && $0.pending.isEmpty } }

    /// Whether nobody reads what the channel's other side sends.
    var isDeserted: Bool { fromChannel.contains(where: \.isBroken) }

    /// What has to happen on the sockets for this to go on.
    var interests: [DescriptorPoll.Interest] {
        let mayWrite = channel.room > 0 && !hasUnsent()
        let reading = toChannel.filter { mayWrite && !$0.hasEnded && $0.pending.isEmpty }
            .map { DescriptorPoll.Interest($0.socket) }
        let writing = fromChannel.filter { !$0.pending.isEmpty && !$0.isBroken }
            .map { DescriptorPoll.Interest($0.socket, read: false, write: true) }
        return reading + writing
    }

    /// Moves what can be moved.
    ///
    /// - Returns: whether anything happened.
    func move() -> Bool {
        var hasMoved = false
        for index in fromChannel.indices where empty(&fromChannel[index]) { hasMoved = true }
        for index in toChannel.indices where fill(from: &toChannel[index]) { hasMoved = true }
        return hasMoved
    }

    private func empty(_ flow: inout Outward) -> Bool {
        var hasMoved = false
        for _ in 0..<Self.piecesPerTurn {
            if flow.pending.isEmpty {
                flow.pending = channel.read(upTo: Self.pieceSize, standardError: flow.isError)[...]
            }
            guard !flow.pending.isEmpty else { break }
            guard !flow.isBroken else {
                flow.pending = []
                continue
            }
            switch flow.pending.withUnsafeBytes({ RawSocket.write(flow.socket, $0) }) {
            case .moved(let count): flow.pending = flow.pending.dropFirst(count)
            case .again: return hasMoved
            case .ended: flow.isBroken = true
            }
            hasMoved = true
        }
        guard flow.pending.isEmpty, !flow.hasEnded, channel.hasEnded,
            !channel.hasWaiting(standardError: flow.isError)
        else { return hasMoved }
        flow.hasEnded = true
        RawSocket.endWriting(flow.socket)
        return true
    }

    private func fill(from flow: inout Inward) -> Bool {
        var hasMoved = false
        for _ in 0..<Self.piecesPerTurn where !flow.hasEnded || !flow.pending.isEmpty {
            if channel.isClosed {
                flow.hasEnded = true
                flow.pending = []
                return true
            }
            guard channel.room > 0, !hasUnsent() else { break }
            if flow.pending.isEmpty {
                guard let piece = RawSocket.read(flow.socket, upTo: min(Self.pieceSize, channel.room)) else { break }
                guard !piece.isEmpty else {
                    flow.hasEnded = true
                    return true
                }
                flow.pending = piece
            }
            guard let count = channel.write(flow.pending, standardError: flow.isError) else {
                flow.hasEnded = true
                flow.pending = []
                return true
            }
            flow.pending = flow.pending.dropFirst(count)
            hasMoved = hasMoved || count > 0
            if count == 0 { break }
        }
        return hasMoved
    }
}
