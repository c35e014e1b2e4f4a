internal import ComponentAPI
package import Diagnostics
internal import SSH

/// The machine could not be reached in the time or with the logins that the template allows.
package struct ConnectionError: DiagnosticConvertible, MachineUnreachable, CustomStringConvertible {
    /// Why no further attempt is made.
    package enum Reason: Sendable, Equatable {
        case timeout(Duration)
        case refused(attempts: Int)
    }

    /// Why it was given up.
    package let reason: Reason
    /// What the attempts saw.
    package let log: ConnectionAttemptLog

    package var description: String {
        let last = log.entries.last?.message ?? "no attempt ended in that time"
        return switch reason {
        case .timeout(let time): "no SSH connection within \(time.tenths) s; at the end: \(last)"
        case .refused(let attempts): "the SSH login was refused \(attempts) times: \(last)"
        }
    }

    package var detail: String { description }

    package var diagnostic: Diagnostic {
        Diagnostic(
            .error, "The machine cannot be reached", detail: description + ".",
            advice: advice + (log.entries.count > 1 ? ["What was seen:"] + log.lines.suffix(8).map { "  " + $0 } : []))
    }

    private var advice: [String] {
        if log.entries.last?.message.hasPrefix("bastion ") == true {
            return ["It is the bastion that does not let us in: see ssh_bastion_host and the options beside it."]
        }
        return switch log.entries.last?.stage {
        case .dial: ["Look at the machine's screen: has it come up, and does it have a network?"]
        case .banner: ["The machine has no SSH server running (yet): is one installed and started at boot?"]
        case .keyExchange: ["The server and this program share no algorithm: see ssh_ciphers."]
        case .authentication: ["Compare ssh_username and the password or key with what the machine was set up with."]
        case .ready, nil: []
        }
    }
}
