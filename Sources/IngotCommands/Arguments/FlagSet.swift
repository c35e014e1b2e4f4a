/// The flags of a command, from which parsing and help are made.
package struct FlagSet: Sendable {
    /// In the order of help.
    package var flags: [Flag]

    package init(_ flags: [Flag]) {
        self.flags = flags
    }

    /// The flag of that name; `nil` if there is none.
    package subscript(name: String) -> Flag? { flags.first { $0.name == name } }

    /// Parses as Go's flag package does: one or two dashes, `-f=v` or `-f v`, up to the first positional argument
    /// or `--`.
    package func parse(_ arguments: [String]) throws(FlagError) -> ParsedFlags {
        var parsed = ParsedFlags(defaults: self)
        var rest = arguments[...]
        while let argument = rest.first, argument.hasPrefix("-"), argument != "-" {
            rest.removeFirst()
            if argument == "--" { break }
            try take(argument, &rest, into: &parsed)
        }
        parsed.positionals = Array(rest)
        return parsed
    }

    private func take(
        _ argument: String, _ rest: inout ArraySlice<String>, into parsed: inout ParsedFlags
    ) throws(FlagError) {
        let body = argument.dropFirst(argument.hasPrefix("--") ? 2 : 1)
        guard let first = body.first, first != "-", first != "=" else { throw .badSyntax(argument) }
        let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts[0]
        guard let flag = self[name] else {
            throw name == "h" || name == "help" ? .helpWanted : .unknown(name, known: flags.map(\.name))
        }
        if flag.kind == .boolean {
            return try parsed.set(flag, to: parts.count > 1 ? parts[1] : "true")
        }
        guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else { throw .missingValue(name) }
        try parsed.set(flag, to: value)
    }

    /// The options part of a command's help, one flag after the other.
    package var help: String {
        let shown = flags.filter { !$0.isHidden }
        let width = shown.map(\.usage.count).max() ?? 0
        return shown.map { flag in
            "  " + flag.usage + String(repeating: " ", count: width - flag.usage.count + 2) + flag.summary
        }.joined(separator: "\n")
    }
}
