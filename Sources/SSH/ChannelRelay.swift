internal import CLibssh
internal import HostOS
internal import Synchronization

/// A command or subsystem of the machine whose streams are somebody else's sockets, on the session's thread.
final class ChannelRelay {
    private unowned let core: SessionCore
    private let channel: PipedChannel
    private let pump: ChannelPump
    private let completion: RelayCompletion
    private var hasSentEnd = false
    private(set) var isOver = false

    /// Opens a channel of the session and makes the request.
    ///
    /// - Throws: `SSHError` of kind `refused` if the machine does not do it.
    static func openedChannel(_ core: SessionCore, _ request: ChannelNotes.Request) throws -> PipedChannel {
        guard let handle = ssh_channel_new(try core.connected()) else { throw core.lost() }
        let channel = PipedChannel(handle, isServed: false) { [unowned core] in core.isConnected }
        func demand(_ what: String, _ call: () -> Int32) throws {
            guard try core.retrying({ _ in call() }) == SSH_OK else {
                guard core.isConnected else { throw core.lost() }
                throw SSHError(.refused, "the SSH server did not let us \(what) (\(core.errorText))")
            }
        }
        try demand("open a channel") { channel.open() }
        switch request {
        case .command(let text, let terminal):
            if let terminal { try demand("have a terminal") { channel.request(terminal) } }
            try demand("run a command") { channel.request(text) }
        case .subsystem(let name): try demand("start the subsystem \"\(name)\"") { channel.request(subsystem: name) }
        }
        return channel
    }

    /// Takes the sockets over.
    init(_ core: SessionCore, _ channel: PipedChannel, stream: Int32, errors: Int32, _ completion: RelayCompletion) {
        self.core = core
        self.channel = channel
        self.completion = completion
        pump = ChannelPump(channel, .client, stream: stream, errors: errors) { [unowned core] in core.hasUnsent }
    }

    deinit {
        completion.finish(.failure(SSHError(.disconnected, "the SSH connection was lost while a command ran")))
    }

    var interests: [DescriptorPoll.Interest] { isOver ? [] : pump.interests }

    /// Moves what can be moved.
    ///
    /// - Returns: whether anything happened.
    func move() -> Bool {
        guard !isOver else { return false }
        if completion.isCancelled { return end(.failure(CancellationError())) }
        let hasMoved = pump.move()
        if pump.hasEmptiedSockets, !hasSentEnd {
            hasSentEnd = true
            channel.sendEnd()
        }
        if pump.isDeserted { return end(.failure(CancellationError())) }
        guard pump.hasEmptiedChannel, channel.isClosed || channel.notes.exit != nil else { return hasMoved }
        guard let exit = channel.notes.exit else {
            return end(.failure(SSHError(.disconnected, "the command ended without an exit status")))
        }
        return end(.success(exit))
    }

    private func end(_ result: Result<RemoteExit, any Error>) -> Bool {
        isOver = true
        channel.close()
        completion.finish(result)
        return true
    }
}

/// The end of a relay, told once to the task that waits for it.
final class RelayCompletion: Sendable {
    private struct State {
        var result: Result<RemoteExit, any Error>?
        var waiting: CheckedContinuation<RemoteExit, any Error>?
    }

    private let state = Mutex(State())
    private let cancelled = Flag()

    /// Whether nobody wants the result any more.
    var isCancelled: Bool { cancelled.isSet }

    /// The first result counts.
    func finish(_ result: Result<RemoteExit, any Error>) {
        let waiting = state.withLock { state -> CheckedContinuation<RemoteExit, any Error>? in
            guard state.result == nil else { return nil }
            state.result = result
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(with: result)
    }

    /// Waits for the end; `onCancel` has the thread look at the relay.
    func wait(onCancel: @escaping @Sendable () -> Void) async throws -> RemoteExit {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result = state.withLock { state in
                    if state.result == nil { state.waiting = continuation }
                    return state.result
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            cancelled.set()
            onCancel()
        }
    }
}
