/// A script that ended in a way that does not count as success.
package struct ScriptError: Error, Equatable, CustomStringConvertible {
    /// The exit status, or the signal that ended it.
    package let ending: String
    package let allowed: [Int]

    package init(ending: String, allowed: [Int]) {
        self.ending = ending
        self.allowed = allowed
    }

    package var description: String {
        "Script exited with non-zero exit status: \(ending). Allowed exit codes are: "
            + "[\(allowed.map(String.init).joined(separator: " "))]"
    }
}
