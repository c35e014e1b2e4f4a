/// Writes environment variables the way `env_var_format` says: twice `%s`, the name and the value.
package struct EnvironmentFormat: Sendable {
    let format: String

    package init(format: String) {
        self.format = format
    }

    /// All variables, sorted by name, one after the other.
    ///
    /// Quotes in values are written so that they stay quotes inside the quotes of a shell.
    package func text(_ variables: [String: String]) -> String {
        variables.sorted { $0.key < $1.key }
            .map { entry($0.key, $0.value.replacing("'", with: "'\"'\"'")) }.joined()
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
