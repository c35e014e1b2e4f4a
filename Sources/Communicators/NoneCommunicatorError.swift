package import Diagnostics

/// A file was to move to or from a machine that is not to be reached.
package struct NoneCommunicatorError: DiagnosticConvertible, CustomStringConvertible {
    package let operation: String

    package var description: String { "\(operation) is not implemented when communicator = 'none'" }

    package var diagnostic: Diagnostic {
        Diagnostic(
            .error, "No way to move files", detail: description + ".",
            advice: ["Set communicator = \"ssh\", or leave out provisioners that need files on the machine."])
    }
}
