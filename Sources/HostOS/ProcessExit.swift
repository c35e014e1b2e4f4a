import Glibc

/// How a process ended.
package enum ProcessExit: Hashable, Sendable {
    /// By itself, with this exit status.
    case status(Int32)
    /// By this signal.
    case signal(Int32)

    /// Whether it ended by itself with status 0.
    package var isSuccess: Bool { self == .status(0) }
}

extension ProcessExit: CustomStringConvertible {
    /// `exit status 3` or `signal 9 (killed)`.
    package var description: String {
        switch self {
        case .status(let status): return "exit status \(status)"
        case .signal(let number):
            guard let words = strsignal(number) else { return "signal \(number)" }
            return "signal \(number) (\(String(cString: words).lowercased()))"
        }
    }
}

/// The signals that this program sends.
package enum ProcessSignal: Sendable {
    case interrupt
    case terminate
    case kill
    case hangUp

    var number: Int32 {
        switch self {
        case .interrupt: SIGINT
        case .terminate: SIGTERM
        case .kill: SIGKILL
        case .hangUp: SIGHUP
        }
    }
}

/// One rung of the ladder by which a process is ended: a signal, and how long it may take effect.
package struct TerminationStep: Sendable {
    /// What is sent.
    package var signal: ProcessSignal
    /// How long the process has to end before the next step.
    package var patience: Duration

    /// One step: a signal and the wait after it.
    package init(_ signal: ProcessSignal, patience: Duration) {
        self.signal = signal
        self.patience = patience
    }
}

extension [TerminationStep] {
    /// SIGTERM, five seconds, SIGKILL.
    package static var gentle: [TerminationStep] {
        [.init(.terminate, patience: .seconds(5)), .init(.kill, patience: .seconds(5))]
    }

    /// SIGKILL at once: for processes that hold nothing of worth.
    package static var immediate: [TerminationStep] { [.init(.kill, patience: .seconds(5))] }
}
