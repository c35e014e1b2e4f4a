/// A token with the blanks that are to stand before it.
struct FormatToken {
    let token: HCLToken
    /// Width in user-perceived characters.
    let width: Int
    /// Whether it is the word `in`.
    let isIn: Bool
    var spacesBefore = 0

    var kind: HCLToken.Kind { token.kind }
}

extension [FormatToken] {
    var columns: Int { reduce(0) { $0 + $1.spacesBefore + $1.width } }
}

/// A line in the cells that are aligned with those of its neighbours.
///
/// What a heredoc holds belongs to the line that opens it.
struct FormatLine {
    var lead: [FormatToken]
    /// From the equals sign of an assignment that ends in this line.
    var assign: [FormatToken] = []
    /// A comment behind something else.
    var comment: [FormatToken] = []

    static func lines(of tokens: [HCLToken], in source: SourceText) -> [FormatLine] {
        var lines: [FormatLine] = []
        var current: [FormatToken] = []
        for token in tokens where token.kind != .endOfFile {
            let text = source.text(token.start, token.end)
            current.append(FormatToken(token: token, width: text.count, isIn: text == "in"))
            guard token.kind.endsLine else { continue }
            lines.append(FormatLine(current))
            current = []
        }
        if !current.isEmpty { lines.append(FormatLine(current)) }
        return lines
    }

    private init(_ tokens: [FormatToken]) {
        lead = tokens
        if let last = tokens.last, tokens.count > 1, last.kind == .lineComment || last.kind == .blockComment {
            comment = [last]
            lead.removeLast()
        }
        guard let equals = lead.dropFirst().firstIndex(where: { $0.kind == .assign }) else { return }
        guard lead[equals...].reduce(0, { $0 + $1.kind.nesting }) == 0 else { return }
        assign = Array(lead[equals...])
        lead.removeSubrange(equals...)
    }

    /// Brackets opened less those closed.
    var netBrackets: Int {
        let heredoc = lead.firstIndex { $0.kind == .openHeredoc } ?? lead.endIndex
        return (lead[..<heredoc] + assign).reduce(0) { $0 + $1.kind.nesting }
    }

    mutating func setInnerSpaces() {
        Self.setSpaces(in: &lead)
        Self.setSpaces(in: &assign)
    }

    private static func setSpaces(in cell: inout [FormatToken]) {
        for index in cell.indices.dropFirst() {
            let before = index > 1 ? cell[index - 2].kind : nil
            cell[index].spacesBefore = needsSpace(before, cell[index - 1], cell[index].kind) ? 1 : 0
        }
    }

    /// Whether a blank stands between two tokens; the first rule that fits decides.
    private static func needsSpace(_ before: HCLToken.Kind?, _ left: FormatToken, _ right: HCLToken.Kind) -> Bool {
        switch (left.kind, right) {
        // Together they would be one number.
        case (.dot, .number) where before == .number: return true
        case (_, .newline), (.identifier, .openParenthesis), (.doubleColon, _), (_, .doubleColon), (.dot, _), (_, .dot),
            (_, .comma), (_, .ellipsis):
            return false
        case (.comma, _): return true
        case (.quotedLiteral, _), (.stringLiteral, _), (.openQuote, _), (.openHeredoc, _), (_, .quotedLiteral),
            (_, .stringLiteral), (_, .closeQuote), (_, .closeHeredoc):
            return false
        default: break
        }
        if left.isIn, before == .identifier { return true }
        switch (left.kind, right) {
        case (.identifier, .openBracket), (.number, .openBracket), (.not, _): return false
        case (let kind, .openBracket) where kind.nesting < 0: return false
        case (.minus, _): return !isUnaryPosition(after: before)
        case (.openBrace, .closeBrace): return false
        case (.openBrace, _), (_, .closeBrace), (.interpolationStart, .openBrace), (.directiveStart, .openBrace),
            (.closeBrace, .sequenceEnd):
            return true
        case (.sequenceEnd, .interpolationStart), (.sequenceEnd, .directiveStart): return false
        default: return left.kind.nesting <= 0 && right.nesting >= 0
        }
    }

    /// Whether a minus after this token is a sign; after `${` and `=>` it is not, as in every version of the peer.
    private static func isUnaryPosition(after kind: HCLToken.Kind?) -> Bool {
        switch kind {
        case nil, .openParenthesis, .openBrace, .openBracket, .assign, .colon, .comma, .question, .plus, .minus, .star,
            .slash, .percent, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or, .not:
            true
        default: false
        }
    }
}
