extension Parser {
    /// Moves to where the next item most likely starts: the end of the line on which the brackets that the item
    /// opened are closed, or, since an error is often a missing bracket, a line that is indented no deeper than the
    /// item and starts as an item does.
    mutating func recover(fromItemAt start: Int) {
        failed = false
        skipsNewlines = false
        let reached = index
        let indent = column(of: tokens[start])
        var balance = 0
        var place = start
        while tokens[place].kind != .endOfFile {
            let token = tokens[place]
            balance += token.kind.nesting
            if balance < 0 {
                if token.kind == .closeBrace { break }
                balance = 0
            }
            if token.kind.endsLine, place + 1 >= reached {
                if balance == 0 || startsItem(place + 1, indent: indent) { break }
            }
            place += 1
        }
        reportSkipped(from: reached, to: place)
        index = max(place, reached)
    }

    /// Bytes between the start of the line and a token.
    private func column(of token: HCLToken) -> Int {
        token.start - Int(source.lineStarts[source.lineIndex(of: token.start)])
    }

    private func startsItem(_ place: Int, indent: Int) -> Bool {
        let token = tokens[place]
        switch token.kind {
        case .identifier: return column(of: token) <= indent
        case .closeBrace: return column(of: token) < indent
        default: return false
        }
    }

    /// A comment without end hides the rest of the file, which is worth a word even in a part that is skipped.
    private mutating func reportSkipped(from start: Int, to end: Int) {
        guard start < end else { return }
        for place in start..<end where tokens[place].kind == .unterminatedComment {
            reportInvalid(tokens[place])
        }
    }
}

extension HCLToken.Kind {
    /// Whether a line ends with this token.
    var endsLine: Bool { self == .newline || self == .lineComment }

    /// 1 for what opens a bracket or sequence, -1 for what closes one.
    var nesting: Int {
        switch self {
        case .openBrace, .openBracket, .openParenthesis, .interpolationStart, .directiveStart: 1
        case .closeBrace, .closeBracket, .closeParenthesis, .sequenceEnd: -1
        default: 0
        }
    }
}
