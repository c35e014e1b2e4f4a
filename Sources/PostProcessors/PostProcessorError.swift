import Diagnostics

/// An artifact that a post-processor cannot use, or output that it cannot make.
struct PostProcessorError: Error, Hashable, CustomStringConvertible {
    /// A sentence without a full stop.
    let description: String
    let advice: [String]

    init(_ description: String, advice: [String] = []) {
        self.description = description
        self.advice = advice
    }
}

extension PostProcessorError: DiagnosticConvertible {
    var diagnostic: Diagnostic {
        Diagnostic(.error, "Post-processor failed", detail: "\(description).", advice: advice)
    }
}
