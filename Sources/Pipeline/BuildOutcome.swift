import ComponentAPI
import Diagnostics

/// How one build ended.
package struct BuildOutcome: Sendable {
    package var build: String
    /// In the order of the summary: the builder's artifact if it was kept, then what each chain left.
    package var artifacts: [any Artifact]
    /// Why it failed; `CancellationError` if it was stopped.
    package var error: (any Error)?
    package var duration: Duration

    package init(build: String, artifacts: [any Artifact], error: (any Error)?, duration: Duration) {
        self.build = build
        self.artifacts = artifacts
        self.error = error
        self.duration = duration
    }
}

/// An error in the words of a summary's line.
package func oneLineText(of error: any Error) -> String {
    switch error {
    case let error as any DiagnosticConvertible:
        text(of: error.diagnostic)
    case let error as DiagnosticError:
        error.diagnostics.map(text).joined(separator: "; ")
    case is CancellationError:
        "cancelled"
    default:
        "\(error)"
    }
}

private func text(of diagnostic: Diagnostic) -> String {
    diagnostic.detail.isEmpty ? diagnostic.summary : "\(diagnostic.summary): \(diagnostic.detail)"
}
