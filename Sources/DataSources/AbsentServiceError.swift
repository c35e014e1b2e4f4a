import Diagnostics

/// A value that only a service could give with which this program does not speak.
struct AbsentServiceError: Error, DiagnosticConvertible {
    /// The data source's type: `hcp-packer-version`.
    let type: String
    /// What the template asks for, in words that go on after "…".
    let subject: String
    let service: String

    var diagnostic: Diagnostic {
        Diagnostic(
            .error, "No service to ask",
            detail: "The data source \"\(type)\" cannot tell \(subject): Ingot does not speak with \(service).",
            advice: [
                "Give the value by a variable instead, or fetch it before the build and read it with the data source "
                    + "\"http\" or the function file()."
            ])
    }
}
