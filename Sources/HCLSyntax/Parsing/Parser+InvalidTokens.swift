extension Parser {
    /// Explains a token that no valid text has.
    mutating func reportInvalid(_ token: HCLToken) {
        let (summary, detail) = explanation(of: token)
        report(summary, detail, token.start == token.end ? unterminatedSpan(token) : span(token))
    }

    /// Where a string ends without its mark, the last thing that was read of it.
    private func unterminatedSpan(_ token: HCLToken) -> SourceSpan {
        guard index > 0 else { return span(token) }
        var first = index - 1
        while first > 0, tokens[first].kind != .openQuote, tokens[first].kind != .openHeredoc { first -= 1 }
        let start = tokens[first]
        return SourceSpan(source, start.start, start.kind == .openHeredoc ? start.end - 1 : token.start)
    }

    private func explanation(of token: HCLToken) -> (summary: String, detail: String) {
        switch token.kind {
        case .bitwiseOperator: ("Unsupported operator", bitwiseDetail(text(token)))
        case .singleQuote:
            ("Invalid character", "Single quotes do not enclose strings here. Write double quotes instead.")
        case .typographicQuote:
            ("Invalid character", "Typographic quotation marks do not enclose strings. Write straight double quotes.")
        case .backtick:
            (
                "Invalid character",
                "Back-ticks do not enclose strings. Write double quotes, or <<NAME for a string of several lines."
            )
        case .semicolon:
            ("Invalid character", "Semicolons do not end arguments. Write each argument on a line of its own.")
        case .unterminatedQuote:
            token.start == source.bytes.count
                ? ("Unterminated template string", "The double quote that ends this string is missing.")
                : (
                    "Invalid multi-line string",
                    "A quoted string must end on the line it starts on. Write \\n for a line break in it, or use the "
                        + "form <<NAME for text of several lines."
                )
        case .unterminatedHeredoc:
            ("Unterminated template string", "The line with the name that ends this text is missing.")
        case .unterminatedComment: ("Unterminated comment", "The \"*/\" that ends this comment is missing.")
        default: ("Invalid character", "This character means nothing outside of strings and comments.")
        }
    }

    private func bitwiseDetail(_ sign: String) -> String {
        switch sign {
        case "&": "There are no operators on bits. Did you mean \"&&\", the logical AND?"
        case "|": "There are no operators on bits. Did you mean \"||\", the logical OR?"
        case "~": "There are no operators on bits. Did you mean \"!\", the logical NOT?"
        default: "There are no operators on bits."
        }
    }
}
