/// Writes diagnostics for people to read.
///
/// ```
/// Error: Unsupported argument
///
///   on debian.pkr.hcl:14:3, in source "qemu" "base":
///   14 |   disk_sise = "8G"
///      |   ^^^^^^^^^
///
///   "disk_sise" is not an option of the qemu builder. Did you mean "disk_size"?
/// ```
public struct DiagnosticRenderer: Sendable {
    /// Whether colours are used.
    public enum Style: Hashable, Sendable {
        case plain
        /// With colours and bold text of ECMA-48, for terminals.
        case ansi
    }

    /// Where the source lines come from; without a file only its name and numbers are shown.
    public var sources: SourceCatalog
    /// Colours, or none.
    public var style: Style
    /// Columns that details are wrapped to; source lines are never cut.
    public var width: Int

    public init(sources: SourceCatalog = SourceCatalog(), style: Style = .plain, width: Int = 80) {
        self.sources = sources
        self.style = style
        self.width = max(20, width)
    }

    /// One diagnostic, with a newline at its end and no blank line after it.
    public func render(_ diagnostic: Diagnostic) -> String {
        let quoted = diagnostic.subject.flatMap(sources.lines(of:))
        let diagnostic = printable(diagnostic)
        var paragraphs = [[heading(of: diagnostic)]]
        let place = placeLines(of: diagnostic, quoted ?? [])
        if !place.isEmpty { paragraphs.append(place) }
        if !diagnostic.detail.isEmpty { paragraphs.append(wrapped(diagnostic.detail)) }
        if !diagnostic.advice.isEmpty { paragraphs.append(adviceLines(of: diagnostic)) }
        return paragraphs.map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
    }

    /// All of them, each followed by a blank line.
    public func render(_ diagnostics: some Sequence<Diagnostic>) -> String {
        diagnostics.map { render($0) + "\n" }.joined()
    }

    private func heading(of diagnostic: Diagnostic) -> String {
        let word = diagnostic.severity == .error ? "Error" : "Warning"
        let tone: Tone = diagnostic.severity == .error ? .error : .warning
        return painted("\(word): ", tone) + painted(diagnostic.summary, .strong)
    }

    private func adviceLines(of diagnostic: Diagnostic) -> [String] {
        diagnostic.advice.flatMap { advice in
            TextWrapping.wrap(advice, width: width - 4).enumerated().map { index, line in
                (index == 0 ? painted("  - ", .quiet) : "    ") + line
            }
        }
    }

    private func wrapped(_ text: String) -> [String] {
        TextWrapping.wrap(text, width: width - 2).map { $0.isEmpty ? "" : "  " + $0 }
    }
}

extension DiagnosticRenderer {
    private func placeLines(of diagnostic: Diagnostic, _ quoted: [(number: Int, text: String)]) -> [String] {
        guard let subject = diagnostic.subject else {
            return diagnostic.enclosingBlock.map { ["  in \($0)"] } ?? []
        }
        var place = "  on \(subject.file):\(subject.start.line):\(subject.start.column)"
        if let block = diagnostic.enclosingBlock { place += ", in \(block)" }
        let excerpt = excerptLines(quoted, subject)
        let values = diagnostic.values.map { "     with \($0.name) as \($0.value)" }
        return [place + (excerpt.isEmpty ? "" : ":")] + excerpt + values
    }

    /// The source lines with a line of carets below each; of a long range the first and the last lines.
    private func excerptLines(_ lines: [(number: Int, text: String)], _ subject: SourceRange) -> [String] {
        let margin = max(2, String(lines.last?.number ?? 0).count)
        var result: [String] = []
        for (index, line) in lines.enumerated() {
            if lines.count > 6, index >= 3, index < lines.count - 2 {
                if index == 3 { result.append("  \(padding(margin)) ...") }
                continue
            }
            let number = padding(margin - String(line.number).count) + String(line.number)
            result.append("  " + painted("\(number) |", .quiet) + " " + printable(line.text))
            if let carets = carets(for: line, subject) {
                result.append("  " + painted("\(padding(margin)) |", .quiet) + " " + carets)
            }
        }
        return result
    }

    private func carets(for line: (number: Int, text: String), _ subject: SourceRange) -> String? {
        let isFirst = line.number == subject.start.line
        let isLast = line.number == subject.end.line
        let characters = Array(line.text)
        let blanks = characters.prefix { $0.isWhitespace }.count
        let start = min(isFirst ? subject.start.column - 1 : blanks, characters.count)
        let end = min(isLast ? subject.end.column - 1 : characters.count, characters.count)
        let before = printable(String(characters[..<start]))
        let under = start < end ? printable(String(characters[start..<end])) : " "
        guard isFirst || start < end else { return nil }
        let count = under.reduce(0) { $0 + TextWrapping.columns(of: $1) }
        let offset = before.reduce(0) { $0 + TextWrapping.columns(of: $1) }
        return padding(offset) + painted(String(repeating: "^", count: max(1, count)), .error)
    }

    private func padding(_ count: Int) -> String {
        String(repeating: " ", count: max(0, count))
    }
}

extension DiagnosticRenderer {
    enum Tone: String {
        case error = "1;31"
        case warning = "1;33"
        case strong = "1"
        case quiet = "2"
    }

    private func painted(_ text: String, _ tone: Tone) -> String {
        style == .ansi ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// The diagnostic without control characters, which must not reach a terminal from somebody's text.
    private func printable(_ diagnostic: Diagnostic) -> Diagnostic {
        var result = diagnostic
        result.summary = printable(diagnostic.summary)
        result.detail = printable(diagnostic.detail)
        result.subject?.file = printable(diagnostic.subject?.file ?? "")
        result.enclosingBlock = diagnostic.enclosingBlock.map(printable)
        result.advice = diagnostic.advice.map(printable)
        result.values = diagnostic.values.map { .init(name: printable($0.name), value: printable($0.value)) }
        return result
    }

    private func printable(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result.append(scalar)
            case "\t": result.append(contentsOf: "    ".unicodeScalars)
            case "\u{00}"..<" ", "\u{7F}"..<"\u{A0}": result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
