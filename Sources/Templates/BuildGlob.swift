import Diagnostics

/// A pattern of `-only` and `-except`: `*`, `?`, `[a-z]`, `{a,b}`; `*` crosses dots.
struct BuildGlob {
    private indirect enum Element {
        case character(Character)
        case any
        case anyRun
        case oneOf([ClosedRange<Character>], inverted: Bool)
        case alternatives([[Element]])
    }

    let text: String
    private let elements: [Element]

    /// - Throws: `DiagnosticError` if a bracket or brace is not closed.
    init(_ text: String) throws {
        self.text = text
        var rest = text[...]
        elements = try Self.parse(&rest, until: [], in: text)
    }

    func matches(_ name: String) -> Bool {
        Self.match(elements[...], name[...]) { $0.isEmpty }
    }

    private static func parse(_ rest: inout Substring, until stops: Set<Character>, in text: String) throws -> [Element]
    {
        var elements: [Element] = []
        while let character = rest.first, !stops.contains(character) {
            rest.removeFirst()
            switch character {
            case "*": elements.append(.anyRun)
            case "?": elements.append(.any)
            case "\\": elements.append(.character(rest.popFirst() ?? "\\"))
            case "[": elements.append(try parseClass(&rest, in: text))
            case "{":
                elements.append(.alternatives(try parseBranches(&rest, in: text)))
            default: elements.append(.character(character))
            }
        }
        return elements
    }

    private static func parseBranches(_ rest: inout Substring, in text: String) throws -> [[Element]] {
        var branches: [[Element]] = []
        while true {
            branches.append(try parse(&rest, until: [",", "}"], in: text))
            guard let end = rest.popFirst() else { throw invalid(text, "a brace is not closed") }
            if end == "}" { return branches }
        }
    }

    private static func parseClass(_ rest: inout Substring, in text: String) throws -> Element {
        let isInverted = rest.first == "!" || rest.first == "^"
        if isInverted { rest.removeFirst() }
        var ranges: [ClosedRange<Character>] = []
        while let low = rest.popFirst() {
            if low == "]" { return .oneOf(ranges, inverted: isInverted) }
            guard rest.first == "-", let high = rest.dropFirst().first, high != "]", low <= high else {
                ranges.append(low...low)
                continue
            }
            rest.removeFirst(2)
            ranges.append(low...high)
        }
        throw invalid(text, "a bracket is not closed")
    }

    private static func invalid(_ text: String, _ reason: String) -> DiagnosticError {
        DiagnosticError(
            Diagnostic("Invalid build name pattern", detail: "The pattern \"\(text)\" is invalid: \(reason)."))
    }

    private static func match(
        _ elements: ArraySlice<Element>, _ text: Substring, then isDone: (Substring) -> Bool
    ) -> Bool {
        guard let first = elements.first else { return isDone(text) }
        let others = elements.dropFirst()
        switch first {
        case .character(let character):
            return text.first == character && match(others, text.dropFirst(), then: isDone)
        case .any:
            return !text.isEmpty && match(others, text.dropFirst(), then: isDone)
        case .oneOf(let ranges, let isInverted):
            guard let character = text.first, ranges.contains(where: { $0.contains(character) }) != isInverted else {
                return false
            }
            return match(others, text.dropFirst(), then: isDone)
        case .anyRun:
            return text.indices.contains { match(others, text[$0...], then: isDone) }
                || match(others, text[text.endIndex...], then: isDone)
        case .alternatives(let branches):
            return branches.contains { match($0[...], text) { match(others, $0, then: isDone) } }
        }
    }
}
