/// A build that failed in the pipeline itself, not in a component.
package enum PipelineError: Error, Equatable {
    /// A provisioner needed longer than its `timeout`.
    case provisionerTimedOut
    /// Post-processors failed; the others of the build ran all the same.
    case postProcessors([String])
}

extension PipelineError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .provisionerTimedOut:
            "Cancelling provisioner after a timeout..."
        case .postProcessors(let failures) where failures.count == 1:
            "1 error(s) occurred:\n\n* \(failures[0])"
        case .postProcessors(let failures):
            "\(failures.count) error(s) occurred:\n\n" + failures.map { "* \($0)" }.joined(separator: "\n")
        }
    }
}
