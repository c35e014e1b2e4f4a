package import HostOS
internal import Synchronization

/// An SSH server whose commands are run by a function.
package enum SSHServer {
    /// Serves all who connect, until the task is cancelled; then every connection is ended.
    ///
    /// - Parameter handle: runs one request; cancelled when its client gives it up. Its answer is what the client
    ///   sees as the command's end.
    /// - Throws: `CancellationError`, or `HostError` if nothing can be accepted any more.
    package static func serve(
        _ listener: SocketListener, _ configuration: SSHServerConfiguration,
        handle: @escaping @Sendable (ServedRequest) async -> RemoteExit
    ) async throws {
        let places = configuration.mostSessions
        try await withThrowingTaskGroup(of: Void.self) { group in
            var taken = 0
            while true {
                let stream = try await listener.accept()
                guard let socket = stream.descriptor.release() else { continue }
                group.addTask { await serve(socket: socket, configuration, handle) }
                taken += 1
                while taken >= places {
                    try await group.next()
                    taken -= 1
                }
            }
        }
    }

    private static func serve(
        socket: Int32, _ configuration: SSHServerConfiguration,
        _ handle: @escaping @Sendable (ServedRequest) async -> RemoteExit
    ) async {
        let (requests, sink) = AsyncStream<ServedRequest>.makeStream()
        let thread = ServerThread(sink)
        thread.start(socket: socket, configuration)
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                for await request in requests { group.addTask { await request.serve(handle) } }
                group.cancelAll()
            }
            await thread.close()
        } onCancel: {
            thread.abandon()
        }
    }
}

/// The thread that owns the session of one client.
private final class ServerThread: Sendable {
    private struct State {
        var hasEnded = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())
    private let closing = Flag()
    private let wake = WakeDescriptor()
    private let requests: AsyncStream<ServedRequest>.Continuation

    init(_ requests: AsyncStream<ServedRequest>.Continuation) {
        self.requests = requests
    }

    /// Takes the socket over.
    func start(socket: Int32, _ configuration: SSHServerConfiguration) {
        do {
            try HostThread.start(name: "ssh-server") { [self] in
                live(socket, configuration)
                end()
            }
        } catch {
            RawSocket.close(socket)
            end()
        }
    }

    /// What cannot be told to the client, which is not logged in, is told to nobody: it sees a closed connection.
    private func live(_ socket: Int32, _ configuration: SSHServerConfiguration) {
        guard let core = try? ServerCore(socket: socket, configuration, wake: wake) else { return }
        core.serve(isClosing: { closing.isSet }) { requests.yield($0) }
    }

    /// Ends the session without waiting.
    func abandon() {
        closing.set()
        wake.signal()
    }

    /// Ends the session and waits until its thread is done with it.
    func close() async {
        abandon()
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.waiting = continuation }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    private func end() {
        requests.finish()
        let waiting = state.withLock { state in
            state.hasEnded = true
            return state.waiting
        }
        waiting?.resume()
    }
}
