/// The values of a command's flags and what follows them.
package struct ParsedFlags: Sendable {
    /// What stands behind the flags.
    package var positionals: [String] = []
    private var values: [String: [String]] = [:]
    private let defaults: [String: String]
    /// Every flag given, in order: `-var` and `-var-file` depend on it.
    package private(set) var given: [(name: String, value: String)] = []

    init(defaults flags: FlagSet) {
        defaults = Dictionary(
            flags.flags.compactMap { flag in flag.defaultText.map { (flag.name, $0) } }, uniquingKeysWith: { $1 })
    }

    /// Whether the user gave it; a default does not count.
    package func isGiven(_ name: String) -> Bool { values[name] != nil }

    /// A boolean flag's value; `false` where it is not given.
    package func bool(_ name: String) -> Bool { text(name) == "true" }

    /// The last value given, or the default.
    package func text(_ name: String) -> String? { values[name]?.last ?? defaults[name] }

    /// A number flag's value; `nil` where it is not given.
    package func int(_ name: String) -> Int? { text(name).flatMap(Int.init) }

    /// Every value given, in order.
    package func all(_ name: String) -> [String] { values[name] ?? [] }

    mutating func set(_ flag: Flag, to value: String) throws(FlagError) {
        given.append((flag.name, value))
        switch flag.kind {
        case .boolean: values[flag.name] = [try boolean(value, flag)]
        case .text: values[flag.name] = [value]
        case .integer:
            guard Int(value) != nil else {
                throw .invalid(value: value, flag: flag.name, reason: "it is no whole number")
            }
            values[flag.name] = [value]
        case .choice(let words):
            guard words.contains(value) else {
                throw .invalid(
                    value: value, flag: flag.name, reason: "it must be one of: \(words.joined(separator: ", "))")
            }
            values[flag.name] = [value]
        case .repeated: values[flag.name, default: []].append(value)
        case .list: values[flag.name, default: []] += Self.items(value)
        }
    }

    /// The parts between commas, empty ones left out; a comma in braces belongs to the pattern that they are part of.
    private static func items(_ text: String) -> [String] {
        var items = [""]
        var depth = 0
        for character in text {
            if character == "{" { depth += 1 }
            if character == "}" { depth = max(0, depth - 1) }
            if character == ",", depth == 0 {
                items.append("")
            } else {
                items[items.count - 1].append(character)
            }
        }
        return items.filter { !$0.isEmpty }
    }

    private func boolean(_ value: String, _ flag: Flag) throws(FlagError) -> String {
        switch value {
        case "1", "t", "T", "true", "TRUE", "True": return "true"
        case "0", "f", "F", "false", "FALSE", "False": return "false"
        default: throw .invalid(value: value, flag: flag.name, reason: "it must be true or false")
        }
    }
}
