import ComponentAPI

/// A line of a ledger file: a sign, the kind, and what it is about.
enum LedgerLine: Equatable {
    /// The process whose run this is.
    case owner(id: Int32, startTime: UInt64)
    case record(LedgerEntry)
    case settle(LedgerEntry)

    var text: String {
        switch self {
        case .owner(let id, let startTime): "= process \(id) \(startTime)\n"
        case .record(let entry): "+ \(Self.text(entry))\n"
        case .settle(let entry): "- \(Self.text(entry))\n"
        }
    }

    /// `nil` for what is no such line, as the torn last one after a power cut.
    init?(_ text: some StringProtocol) {
        let parts = String(text).split(separator: Character(" "), maxSplits: 2).map(String.init)
        guard parts.count == 3, let entry = Self.entry(kind: parts[1], parts[2]) else { return nil }
        switch (parts[0], entry) {
        case ("=", .process(let id, let startTime)): self = .owner(id: id, startTime: startTime)
        case ("+", _): self = .record(entry)
        case ("-", _): self = .settle(entry)
        default: return nil
        }
    }

    private static func text(_ entry: LedgerEntry) -> String {
        switch entry {
        case .process(let id, let startTime): return "process \(id) \(startTime)"
        case .path(let path): return "path \(escaped(path))"
        case .place(let path, let earlier):
            let both = [path, earlier].map { escaped($0).replacing(" ", with: "%20") }
            return "place " + both.joined(separator: " ")
        }
    }

    private static func escaped(_ path: String) -> String {
        path.replacing("%", with: "%25").replacing("\n", with: "%0A")
    }

    /// The path in a ledger; `nil` for a relative one, which would mean something else in another working directory.
    private static func path(_ text: some StringProtocol) -> String? {
        guard text.hasPrefix("/") else { return nil }
        return String(text).replacing("%20", with: " ").replacing("%0A", with: "\n").replacing("%25", with: "%")
    }

    private static func entry(kind: String, _ rest: String) -> LedgerEntry? {
        switch kind {
        case "process":
            let numbers = rest.split(separator: Character(" "))
            guard numbers.count == 2, let id = Int32(numbers[0]), id > 1, let start = UInt64(numbers[1]) else {
                return nil
            }
            return .process(id: id, startTime: start)
        case "path":
            return path(rest).map(LedgerEntry.path)
        case "place":
            let paths = rest.split(separator: Character(" ")).compactMap(path)
            return paths.count == 2 ? .place(paths[0], earlier: paths[1]) : nil
        default: return nil
        }
    }
}
