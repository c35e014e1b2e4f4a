import Diagnostics

/// A text that is no JSON, and where it stops being so.
package struct JSONSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in a sentence.
    package var message: String
    /// Where the fault is; columns count bytes.
    package var position: SourcePosition

    package var description: String {
        "invalid JSON at line \(position.line), column \(position.column): \(message)"
    }
}

extension JSONSyntaxError: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        Diagnostic(.error, "Invalid JSON", detail: "\(description).")
    }
}
