/// The smallest piece of a source text that means something; blanks between tokens belong to none.
public struct HCLToken: Hashable, Sendable {
    /// What a token is; punctuation has a kind for each sign.
    public enum Kind: UInt8, Hashable, Sendable {
        case identifier, number
        case openBrace, closeBrace, openBracket, closeBracket, openParenthesis, closeParenthesis
        case openQuote, closeQuote, quotedLiteral
        /// `<<NAME` or `<<-NAME` with the newline after it, and the line with the closing name without its newline.
        case openHeredoc, closeHeredoc
        /// Text of a heredoc or bare template, at most a line with its newline.
        case stringLiteral
        /// `${` and `%{`, each perhaps with `~`, and the `}` or `~}` that ends either.
        case interpolationStart, directiveStart, sequenceEnd
        case dot, comma, colon, doubleColon, ellipsis, question, arrow, assign
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, and, or, not
        case plus, minus, star, slash, percent
        case newline
        /// `#` or `//` to the end of the line, with its newline.
        case lineComment
        case blockComment
        /// The place where a quoted string should have ended; without width.
        case unterminatedQuote
        /// The end of the text where a heredoc should have ended; without width.
        case unterminatedHeredoc
        case unterminatedComment
        case bitwiseOperator, singleQuote, typographicQuote, backtick, semicolon, unknownCharacter
        case endOfFile
    }

    /// What it is.
    public let kind: Kind
    let startOffset: Int32
    let endOffset: Int32

    init(_ kind: Kind, _ start: Int, _ end: Int) {
        self.kind = kind
        startOffset = Int32(truncatingIfNeeded: start)
        endOffset = Int32(truncatingIfNeeded: end)
    }

    /// Offset of the first byte.
    public var start: Int { Int(startOffset) }
    /// Offset after the last byte.
    public var end: Int { Int(endOffset) }
}

extension HCLToken.Kind {
    /// Whether the token cannot be part of any valid text; the parser reports it by itself.
    var isInvalid: Bool {
        switch self {
        case .bitwiseOperator, .singleQuote, .typographicQuote, .backtick, .semicolon, .unknownCharacter,
            .unterminatedQuote, .unterminatedHeredoc, .unterminatedComment:
            true
        default: false
        }
    }
}
