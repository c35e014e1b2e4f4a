internal import ComponentAPI
package import Diagnostics
internal import WinRM

/// The machine's WinRM service could not be reached in time, or refused the login.
package struct WinRMConnectionError: DiagnosticConvertible, MachineUnreachable, CustomStringConvertible {
    /// Why no further attempt is made.
    package enum Reason: Sendable, Equatable {
        case timeout(Duration)
        case refused(attempts: Int)
    }

    /// Why it was given up.
    package let reason: Reason
    /// What the attempts saw.
    package let lines: [String]
    private let message: String?
    private let advice: [String]

    init(reason: Reason, lines: [String], last: WinRMError?) {
        self.reason = reason
        self.lines = lines
        message = last?.message
        advice = (last?.advice ?? []) + (last.map { Self.advice($0.stage) } ?? [])
    }

    package var description: String {
        let end = message ?? "no attempt ended in that time"
        return switch reason {
        case .timeout(let time): "no WinRM connection within \(time.tenths) s; at the end: \(end)"
        case .refused(let attempts): "WinRM refused \(attempts) times: \(end)"
        }
    }

    package var detail: String { description }

    package var diagnostic: Diagnostic {
        let seen = lines.count > 1 ? ["What was seen:"] + lines.suffix(8).map { "  " + $0 } : []
        return Diagnostic(
            .error, "The machine cannot be reached", detail: description + ".", advice: advice + seen)
    }

    private static func advice(_ stage: WinRMError.Stage) -> [String] {
        switch stage {
        case .dial: ["Look at the machine's screen: has it come up, and does it have a network?"]
        case .silence:
            ["The machine has no WinRM service running (yet): is it set up by the answers file, and is the port open?"]
        case .certificate, .service, .login, .fault, .protocolViolation, .transfer: []
        }
    }
}
