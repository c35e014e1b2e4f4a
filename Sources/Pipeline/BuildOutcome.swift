import ComponentAPI
import Diagnostics

/// How one build of a run ended.
package struct BuildOutcome: Sendable {
    package var name: String
    /// What survived, in the order of the summary: the builder's artifact, then each chain's.
    package var artifacts: [any Artifact]
    package var error: (any Error)?
    package var duration: Duration

    package init(name: String, artifacts: [any Artifact], error: (any Error)?, duration: Duration) {
        self.name = name
        self.artifacts = artifacts
        self.error = error
        self.duration = duration
    }

    /// Whether the build ended because it was told to.
    package var isCancelled: Bool { error is CancellationError }

    /// The error in the words of the summary.
    package var errorText: String? { error.map(failureText) }
}

/// An error as one text for the user.
package func failureText(_ error: any Error) -> String {
    if error is CancellationError { return "build was cancelled" }
    if let several = error as? DiagnosticError { return several.diagnostics.map(words).joined(separator: "\n") }
    guard let explained = error as? any DiagnosticConvertible else { return "\(error)" }
    return words(explained.diagnostic)
}

private func words(_ diagnostic: Diagnostic) -> String {
    let text = diagnostic.detail.isEmpty ? diagnostic.summary : "\(diagnostic.summary): \(diagnostic.detail)"
    return ([text] + diagnostic.advice).joined(separator: "\n")
}
