package import Diagnostics

/// The machine's WinRM service could not be used.
package struct WinRMError: DiagnosticConvertible, Equatable, CustomStringConvertible {
    /// How far it came, in order.
    package enum Stage: Int, Sendable, Comparable {
        /// There is no TCP connection.
        case dial
        /// No HTTP answer came.
        case silence
        /// The server's certificate is not trusted.
        case certificate
        /// There is HTTP, but no WinRM service (yet).
        case service
        /// The login was refused.
        case login
        /// The service refused a request.
        case fault
        /// The service answered what makes no sense.
        case protocolViolation
        /// A file could not be moved.
        case transfer

        package static func < (first: Stage, second: Stage) -> Bool { first.rawValue < second.rawValue }
    }

    /// How far it came.
    package let stage: Stage
    /// What was seen, without a full stop.
    package let message: String
    /// What the user can do, a sentence each.
    package let advice: [String]

    package init(_ stage: Stage, _ message: String, advice: [String] = []) {
        self.stage = stage
        self.message = message
        self.advice = advice
    }

    /// What the service answered instead of doing what it was asked.
    package init(_ fault: WSManFault) {
        let code = fault.code.map { " (code \($0))" } ?? ""
        let words = fault.message.isEmpty ? fault.subcode : fault.message
        self.init(.fault, "the WinRM service refused: \(words)\(code)", advice: fault.advice)
    }

    package var description: String { message }

    package var diagnostic: Diagnostic {
        Diagnostic(.error, "WinRM failed", detail: "\(message).", advice: advice)
    }

    /// Whether the connection went away or never stood, so that the same may work after another attempt.
    package var isDisconnection: Bool { stage == .dial || stage == .silence || stage == .service }
}
