package import Diagnostics

/// An adapter that could not be set up.
package struct AdapterError: Error, Sendable, Equatable {
    /// What was tried and what was seen, without a full stop.
    package var message: String

    package init(_ message: String) {
        self.message = message
    }
}

extension AdapterError: DiagnosticConvertible, CustomStringConvertible {
    package var description: String { message }

    package var diagnostic: Diagnostic {
        Diagnostic(.error, "SSH adapter not started", detail: message + ".")
    }
}
