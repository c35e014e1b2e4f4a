public import Diagnostics

/// What becomes of a build's machine after a step of the build failed (`-on-error`).
public enum FailureChoice: Sendable {
    case cleanUp
    /// Everything stays as it is, for the user to look at.
    case leave
    /// The step runs once more.
    case retry
}

/// A failure after which a builder takes nothing away that it can leave to the user.
public struct LeftAsIs: Error {
    public var cause: any Error

    public init(_ cause: any Error) {
        self.cause = cause
    }
}

extension LeftAsIs: DiagnosticConvertible {
    public var diagnostic: Diagnostic {
        switch cause {
        case let error as any DiagnosticConvertible: error.diagnostic
        case let error as DiagnosticError: error.diagnostics.first ?? Diagnostic("Build failed")
        default: Diagnostic("\(cause)")
        }
    }
}
