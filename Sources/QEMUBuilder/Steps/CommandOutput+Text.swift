import ComponentAPI

extension CommandOutput {
    /// The line, of whichever stream.
    var text: String {
        switch self {
        case .standardOutput(let text), .standardError(let text): text
        }
    }
}
