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
        elements = try Self.parse(&rest, until: [], in: text, depth: 0)
    }

    func matches(_ name: String) -> Bool {
        let text = Array(name)
        return Self.ends(elements, text, from: [0]).last == text.count
    }

    private static func parse(
        _ rest: inout Substring, until stops: Set<Character>, in text: String, depth: Int
    ) throws -> [Element] {
        guard depth < 50 else { throw invalid(text, "braces are nested too deeply") }
        var elements: [Element] = []
        while let character = rest.first, !stops.contains(character) {
            rest.removeFirst()
            switch character {
            case "*": elements.append(.anyRun)
            case "?": elements.append(.any)
            case "\\": elements.append(.character(rest.popFirst() ?? "\\"))
            case "[": elements.append(try parseClass(&rest, in: text))
            case "{":
                elements.append(.alternatives(try parseBranches(&rest, in: text, depth: depth + 1)))
            default: elements.append(.character(character))
            }
        }
        return elements
    }

    private static func parseBranches(_ rest: inout Substring, in text: String, depth: Int) throws -> [[Element]] {
        var branches: [[Element]] = []
        while true {
            branches.append(try parse(&rest, until: [",", "}"], in: text, depth: depth))
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

    /// The positions that the elements can lead to from any of the given ones, in ascending order without duplicates:
    /// all ways at once, since trying them one by one takes exponential time in the number of stars.
    private static func ends(_ elements: [Element], _ text: [Character], from starts: [Int]) -> [Int] {
        elements.reduce(starts) { starts, element in
            switch element {
            case .character(let character): step(starts, text) { $0 == character }
            case .any: step(starts, text) { _ in true }
            case .oneOf(let ranges, let isInverted):
                step(starts, text) { character in ranges.contains { $0.contains(character) } != isInverted }
            case .anyRun: starts.first.map { Array($0...text.count) } ?? []
            case .alternatives(let branches):
                Set(branches.flatMap { ends($0, text, from: starts) }).sorted()
            }
        }
    }

    private static func step(_ starts: [Int], _ text: [Character], _ isMatch: (Character) -> Bool) -> [Int] {
        starts.filter { $0 < text.count && isMatch(text[$0]) }.map { $0 + 1 }
    }
}
