import ComponentAPI
import Diagnostics

/// A tool of configuration management that failed on the machine, or could not be run there.
struct GuestToolError: Error, Hashable, CustomStringConvertible {
    /// A sentence without a full stop.
    let description: String
    let advice: [String]

    init(_ description: String, advice: [String] = []) {
        self.description = description
        self.advice = advice
    }
}

extension GuestToolError: DiagnosticConvertible {
    var diagnostic: Diagnostic { Diagnostic(.error, description, advice: advice) }
}

extension CommandExit {
    /// For messages: `exit status 3`, `signal SIGKILL`.
    var words: String {
        switch self {
        case .status(let status): "exit status \(status)"
        case .signal(let name): "signal SIG\(name)"
        }
    }
}
