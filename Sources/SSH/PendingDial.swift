internal import HostOS
internal import Synchronization

/// A connection that is being made on a thread of its own, since looking a name up blocks.
final class PendingDial: Sendable {
    private enum State {
        case dialling
        case done(Result<Int32, TCPDial.Failure>)
        case abandoned
    }

    private let state = Mutex(State.dialling)
    private let ownWake = WakeDescriptor()

    /// - Parameter wake: signalled when the result is there.
    init(host: String, port: UInt16, timeout: Duration, wake: WakeDescriptor) throws {
        try HostThread.start(name: "ssh-tunnel") { [self] in
            let result: Result<Int32, TCPDial.Failure>
            do throws(TCPDial.Failure) {
                result = .success(
                    try TCPDial.connect(
                        host: host, port: port, timeout: timeout, wake: ownWake, isCancelled: { [self] in isAbandoned }
                    ))
            } catch {
                result = .failure(error)
            }
            finish(result)
            wake.signal()
        }
    }

    /// The socket, which is the caller's from then on; `nil` while there is none.
    var result: Result<Int32, TCPDial.Failure>? {
        state.withLock { state in
            guard case .done(let result) = state else { return nil }
            state = .abandoned
            return result
        }
    }

    /// Nobody wants the connection any more.
    func abandon() {
        let left = state.withLock { state in
            defer { state = .abandoned }
            return if case .done(.success(let number)) = state { number } else { nil as Int32? }
        }
        if let left { TCPDial.close(left) }
        ownWake.signal()
    }

    private var isAbandoned: Bool {
        state.withLock { if case .abandoned = $0 { true } else { false } }
    }

    private func finish(_ result: Result<Int32, TCPDial.Failure>) {
        let isWanted = state.withLock { state in
            guard case .dialling = state else { return false }
            state = .done(result)
            return true
        }
        if !isWanted, case .success(let number) = result { TCPDial.close(number) }
    }
}
