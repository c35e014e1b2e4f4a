package import HostOS
internal import Synchronization

/// A command or subsystem that a client of a server asks for, with its streams.
package final class ServedRequest: Sendable {
    package let request: SSHRequest
    /// A socket: the client's input comes from it, what is written to it the client gets as output.
    package let stream: OwnedDescriptor
    /// A socket: what is written to it the client gets as error output.
    package let errors: OwnedDescriptor
    /// Ends when the client gives the request up or its connection is gone.
    let whileWanted: AsyncStream<Never>
    private let wanted: AsyncStream<Never>.Continuation
    private let exit = Mutex<RemoteExit?>(nil)
    private let wake: WakeDescriptor

    init(_ request: SSHRequest, stream: OwnedDescriptor, errors: OwnedDescriptor, wake: WakeDescriptor) {
        self.request = request
        self.stream = stream
        self.errors = errors
        self.wake = wake
        (whileWanted, wanted) = AsyncStream.makeStream()
    }

    /// How it ended, once that is known.
    var outcome: RemoteExit? { exit.withLock { $0 } }

    /// Tells the session's thread how it ended; what was written so far still reaches the client.
    func finish(_ exit: RemoteExit) {
        self.exit.withLock { $0 = exit }
        stream.close()
        errors.close()
        wake.signal()
    }

    /// Tells the task that serves it to stop.
    func giveUp() { wanted.finish() }

    /// Runs the handler until it is done or nobody wants its result.
    func serve(_ handle: @escaping @Sendable (ServedRequest) async -> RemoteExit) async {
        let exit = await withTaskGroup(of: RemoteExit?.self) { group in
            group.addTask { await handle(self) }
            group.addTask {
                for await _ in self.whileWanted {}
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        finish(exit ?? .status(255))
    }
}
