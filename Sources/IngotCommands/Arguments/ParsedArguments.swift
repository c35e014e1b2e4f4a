/// A command line after reading: the values of flags, and what came after them.
struct ParsedArguments: Sendable {
    private let flags: [Flag]
    private var values: [String: [String]] = [:]
    var positionals: [String] = []

    init(flags: [Flag]) {
        self.flags = flags
    }

    mutating func add(_ text: String, to flag: Flag) throws(UsageError) {
        switch flag.kind {
        case .bool:
            guard Self.bool(text) != nil else { throw invalid(text, flag, "a boolean: true or false") }
        case .integer:
            guard Int(text) != nil else { throw invalid(text, flag, "a whole number") }
        case .choice(let words, _):
            guard words.contains(text) else { throw invalid(text, flag, "one of \(words.joined(separator: ", "))") }
        case .string, .list: break
        }
        values[flag.name, default: []].append(text)
    }

    private func invalid(_ text: String, _ flag: Flag, _ wanted: String) -> UsageError {
        UsageError(message: "invalid value \"\(text)\" for flag -\(flag.name): it must be \(wanted)")
    }

    /// Go's spellings of a boolean.
    private static func bool(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": true
        case "0", "f", "F", "false", "FALSE", "False": false
        default: nil
        }
    }

    func isSet(_ name: String) -> Bool {
        values[name] != nil
    }

    func bool(_ name: String) -> Bool {
        if let text = values[name]?.last, let value = Self.bool(text) { return value }
        if case .bool(let fallback)? = kind(name) { return fallback }
        return false
    }

    func integer(_ name: String) -> Int {
        if let text = values[name]?.last, let value = Int(text) { return value }
        if case .integer(let fallback)? = kind(name) { return fallback }
        return 0
    }

    func string(_ name: String) -> String {
        if let text = values[name]?.last { return text }
        switch kind(name) {
        case .string(let fallback), .choice(_, let fallback): return fallback
        default: return ""
        }
    }

    /// All values of a flag that may be repeated, in order.
    func list(_ name: String) -> [String] {
        values[name] ?? []
    }

    /// The values of a flag that takes lists separated by commas.
    func commaList(_ name: String) -> [String] {
        list(name).flatMap { $0.split(separator: ",").map(String.init) }
    }

    private func kind(_ name: String) -> Flag.Kind? {
        flags.first { $0.name == name }?.kind
    }
}
