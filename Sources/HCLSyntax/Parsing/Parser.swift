import Diagnostics

/// Recursive descent over the tokens of one text.
///
/// An error sets `failed`: everything up to the next body item then returns quickly and says nothing more, since
/// what follows an error in one statement is mostly its consequence.
struct Parser {
    let source: SourceText
    let tokens: [HCLToken]
    var index = 0
    /// Whether newlines are blanks here, as inside parentheses.
    var skipsNewlines = false
    var depth = 0
    var failed = false
    var diagnostics: [Diagnostic] = []
    /// The headers of the blocks around the current place.
    var blockHeaders: [String] = []
    var reportedUnclosedBlock = false

    init(_ source: SourceText, _ tokens: [HCLToken]) {
        self.source = source
        self.tokens = tokens
        reportIllFormedText()
    }

    /// The next token that matters.
    ///
    /// A comment to the end of a line counts as its newline.
    mutating func peek() -> HCLToken {
        while true {
            let token = tokens[index]
            switch token.kind {
            case .blockComment: index += 1
            case .newline, .lineComment:
                guard skipsNewlines else { return token }
                index += 1
            default: return token
            }
        }
    }

    /// Consumes the token that `peek` shows; never moves past the end.
    @discardableResult
    mutating func advance() -> HCLToken {
        let token = peek()
        if token.kind != .endOfFile { index += 1 }
        return token
    }

    mutating func advance(if kind: HCLToken.Kind) -> HCLToken? {
        peek().kind == kind ? advance() : nil
    }

    mutating func isAtNewline() -> Bool {
        let kind = peek().kind
        return kind == .newline || kind == .lineComment
    }

    mutating func skipNewlines() {
        while isAtNewline() { index += 1 }
    }

    func text(_ token: HCLToken) -> String { source.text(token.start, token.end) }
    func span(_ token: HCLToken) -> SourceSpan { SourceSpan(source, token.start, token.end) }

    /// From the start of a token to the end of the last consumed one.
    func span(from start: Int) -> SourceSpan {
        SourceSpan(source, start, max(start, index > 0 ? tokens[index - 1].end : start))
    }

    func isKeyword(_ token: HCLToken, _ word: StaticString) -> Bool {
        guard token.kind == .identifier, token.end - token.start == word.utf8CodeUnitCount else { return false }
        return (0..<word.utf8CodeUnitCount).allSatisfy { source.bytes[token.start + $0] == word.utf8Start[$0] }
    }

    /// Runs a part of the grammar with newlines as blanks or not.
    mutating func withNewlines<Result>(skipped: Bool, _ body: (inout Parser) -> Result) -> Result {
        let saved = skipsNewlines
        skipsNewlines = skipped
        defer { skipsNewlines = saved }
        return body(&self)
    }

    /// Runs a part of the grammar one level deeper; reports that the text nests too deeply and gives `nil` otherwise.
    mutating func nested<Result>(_ body: (inout Parser) -> Result) -> Result? {
        guard depth < HCLParser.maximumNesting else {
            fail(
                "Nesting too deep", "Blocks and expressions may nest \(HCLParser.maximumNesting) levels deep.", peek())
            return nil
        }
        depth += 1
        defer { depth -= 1 }
        return body(&self)
    }
}

extension Parser {
    /// Reports an error at a token, unless this statement has one already or the token has one of its own.
    mutating func fail(_ summary: String, _ detail: String, _ token: HCLToken) {
        guard !failed else { return }
        failed = true
        if token.kind.isInvalid {
            reportInvalid(token)
        } else {
            report(summary, detail, span(token))
        }
    }

    mutating func report(_ summary: String, _ detail: String, _ span: SourceSpan, context: SourceSpan? = nil) {
        guard diagnostics.count < HCLParser.maximumDiagnostics else { return }
        diagnostics.append(
            Diagnostic(
                summary, detail: detail, at: span.range, context: context?.range, enclosingBlock: blockHeaders.last))
    }

    func sortedDiagnostics() -> [Diagnostic] {
        diagnostics.enumerated().sorted {
            ($0.element.subject?.start.byte ?? 0, $0.offset) < ($1.element.subject?.start.byte ?? 0, $1.offset)
        }.map(\.element)
    }

    private mutating func reportIllFormedText() {
        guard !source.isASCII, String(validating: source.bytes, as: UTF8.self) == nil else { return }
        let place = source.firstIllFormedOffset
        report(
            "Invalid character encoding", "The text is not UTF-8 here. Save the file in the encoding UTF-8.",
            SourceSpan(source, place, min(place + 1, source.bytes.count)))
    }
}

extension SourceText {
    /// The offset of the first byte that is not part of a UTF-8 sequence; the length of the text if all are.
    var firstIllFormedOffset: Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): offset += scalar.utf8.count
            case .emptyInput, .error: return offset
            }
        }
    }
}
