import Diagnostics

/// An archive that could not be made or read.
package struct ArchiveError: Error, Hashable, Sendable {
    /// What was to be done, as the verb of "cannot …".
    package var operation: String
    package var path: String
    /// Why not, in lower case without a full stop.
    package var reason: String

    package init(operation: String, path: String, reason: String) {
        self.operation = operation
        self.path = path
        self.reason = reason
    }

    static func missing(_ library: String, package: String, _ operation: String, _ path: String) -> ArchiveError {
        ArchiveError(
            operation: operation, path: path,
            reason: "\(library) cannot be loaded; install the package \(package)")
    }
}

extension ArchiveError: CustomStringConvertible {
    package var description: String { "cannot \(operation) \(path): \(reason)" }
}

extension ArchiveError: DiagnosticConvertible {
    package var diagnostic: Diagnostic { Diagnostic(.error, "Archive failed", detail: "\(self).") }
}
