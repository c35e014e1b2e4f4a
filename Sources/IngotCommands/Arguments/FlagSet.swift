import Diagnostics

/// The flags that a command takes.
struct FlagSet: Sendable {
    let flags: [Flag]

    init(_ flags: [Flag]) {
        self.flags = flags
    }

    /// Reads a command line; flags end at the first argument that is none, or at `--`.
    func parse(_ arguments: [String]) throws(UsageError) -> ParsedArguments {
        var parsed = ParsedArguments(flags: flags)
        var rest = arguments[...]
        while let argument = rest.first, argument.hasPrefix("-"), argument != "-" {
            rest.removeFirst()
            if argument == "--" { break }
            let text = argument.drop { $0 == "-" }
            guard argument.count - text.count <= 2, let first = text.first, first != "=" else {
                throw UsageError(message: "bad flag syntax: \(argument)")
            }
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let flag = try flag(named: String(parts[0]))
            if parts.count == 2 {
                try parsed.add(String(parts[1]), to: flag)
            } else if flag.isBool {
                try parsed.add("true", to: flag)
            } else {
                guard let value = rest.popFirst() else {
                    throw UsageError(message: "flag needs an argument: -\(flag.name)")
                }
                try parsed.add(value, to: flag)
            }
        }
        parsed.positionals = Array(rest)
        return parsed
    }

    private func flag(named name: String) throws(UsageError) -> Flag {
        if let flag = flags.first(where: { $0.name == name }) { return flag }
        let hint = Suggestion.nearest(to: name, among: flags.map(\.name)).map { " (did you mean -\($0)?)" } ?? ""
        throw UsageError(message: "flag provided but not defined: -\(name)\(hint)")
    }

    /// The flags as help lists them, one a line, help texts in a column.
    var help: String {
        let width = (flags.map(\.usage.count).max() ?? 0) + 2
        return flags.map { flag in
            let padding = String(repeating: " ", count: width - flag.usage.count)
            return "  \(flag.usage)\(padding)\(flag.help)\n"
        }.joined()
    }
}
