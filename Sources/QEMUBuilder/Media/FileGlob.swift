import Diagnostics
import HostOS

/// The files that `cd_files` and `floppy_files` name by patterns.
enum FileGlob {
    /// The paths that a pattern stands for, sorted; a path without such characters stands for itself.
    ///
    /// - Throws: `DiagnosticError` if there is none.
    static func expand(_ pattern: String) throws -> [String] {
        let found = PathPattern.paths(matching: pattern)
        guard !found.isEmpty else { throw notFound(pattern) }
        return found
    }

    private static func notFound(_ pattern: String) -> DiagnosticError {
        DiagnosticError(
            Diagnostic("File not found", detail: "Nothing is found at \"\(pattern)\", which is to be put on a medium."))
    }
}
