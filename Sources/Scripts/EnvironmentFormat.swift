/// Writes environment variables the way `env_var_format` says: twice `%s`, the name and the value.
package struct EnvironmentFormat: Sendable {
    /// How values are written so that the shell takes every character for itself.
    package enum Quoting: Sendable {
        /// Inside the single quotes of a POSIX shell.
        case posix
        /// Inside the double quotes of PowerShell, whose sign for it is the back-tick.
        case powerShell
        /// As they are.
        case none
    }

    let format: String
    let quoting: Quoting

    package init(format: String, quoting: Quoting = .posix) {
        self.format = format
        self.quoting = quoting
    }

    /// All variables, sorted by name, one after the other.
    ///
    package func text(_ variables: [String: String]) -> String {
        variables.sorted { $0.key < $1.key }
            .map { entry($0.key, quoted($0.value)) }.joined()
    }

    private func quoted(_ value: String) -> String {
        switch quoting {
        case .posix: value.replacing("'", with: "'\"'\"'")
        case .powerShell: value.map { "$\"`'".contains($0) ? "`\($0)" : "\($0)" }.joined()
        case .none: value
        }
    }

    /// One pass, so that a `%s` inside a value stays what it is.
    private func entry(_ name: String, _ value: String) -> String {
        var result = ""
        var arguments = [name, value][...]
        var rest = format[...]
        while let percent = rest.firstIndex(of: "%") {
            result += rest[..<percent]
            let after = rest.index(after: percent)
            guard after < rest.endIndex else {
                rest = rest[percent...]
                break
            }
            switch rest[after] {
            case "s": result += arguments.popFirst() ?? "%!s(MISSING)"
            case "%": result += "%"
            default: result += rest[percent...after]
            }
            rest = rest[rest.index(after: after)...]
        }
        return result + rest
    }
}
