internal import CHostShims
import Glibc

/// Signals to this process, as values.
///
/// While one exists, SIGINT and SIGTERM have no effect of their own. Make at most one at a time: the handler of the
/// kernel is one for the process.
package final class SignalStream: Sendable {
    private let stream: ByteStream
    /// Never closed: a handler may still be about to write to it.
    private let signals: [Int32]

    package init() throws {
        var ends: [Int32] = [-1, -1]
        try checkedShim(ingot_pipe(&ends), "make a pipe for", "signals")
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        stream = ByteStream(adopting: ends[0], name: "signals", isSocket: false)
        signals = [SIGINT, SIGTERM, SIGHUP]
        for signal in signals { try checkedShim(ingot_watch_signal(signal, ends[1]), "watch", "signal \(signal)") }
    }

    deinit {
        for signal in signals { _ = ingot_unwatch_signal(signal) }
    }

    /// The next signal; waits until there is one or the task is cancelled.
    package func next() async throws -> ProcessSignal {
        while true {
            switch try await stream.read(upTo: 1).first.map(Int32.init) {
            case SIGINT: return .interrupt
            case SIGTERM: return .terminate
            case SIGHUP: return .hangUp
            default: continue
            }
        }
    }
}

/// Ends this program at once by a signal's default action, so that its parent sees the right status.
///
/// Its children and what they started are killed, its temporary folders removed, its terminal is as it was.
package func endProcess(by signal: ProcessSignal) -> Never {
    LooseEnds.cut()
    ingot_keys_end()
    _ = ingot_unwatch_signal(signal.number)
    // Threads of the concurrency runtime block all signals.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, signal.number)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(signal.number)
    exit(128 + signal.number)
}

/// Ends this program with an exit status.
package func endProcess(status: Int32) -> Never {
    exit(status)
}
