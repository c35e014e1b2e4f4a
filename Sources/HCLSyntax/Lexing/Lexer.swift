/// Splits a text into tokens in one pass over its bytes.
///
/// Quoted strings, heredocs and the expressions inside them nest without limit; the nesting lives in `modes`, never
/// on the call stack.
struct Lexer {
    struct Mode {
        enum Kind { case expression, quoted, heredoc, template }
        var kind: Kind
        /// Open braces of an expression inside a template, whose `}` at zero ends the sequence.
        var braces = 0
        /// The name that closes a heredoc.
        var marker = 0..<0
        var atLineStart = true
    }

    let bytes: [UInt8]
    var index = 0
    var tokens: [HCLToken] = []
    var modes: [Mode]

    private init(_ bytes: [UInt8], _ mode: Mode.Kind) {
        self.bytes = bytes
        modes = [Mode(kind: mode)]
        tokens.reserveCapacity(bytes.count / 4 + 16)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// The tokens of a text; the last is always `.endOfFile`.
    static func tokens(of bytes: [UInt8], asTemplate: Bool = false) -> [HCLToken] {
        var lexer = Lexer(bytes, asTemplate ? .template : .expression)
        while lexer.index < bytes.count {
            switch lexer.modes[lexer.modes.count - 1].kind {
            case .expression: lexer.lexExpressionToken()
            case .quoted: lexer.lexQuoted()
            case .heredoc: lexer.lexHeredocLine()
            case .template: lexer.lexTemplateLine()
            }
        }
        lexer.finish()
        return lexer.tokens
    }

    /// Marks the strings that the end of the text cut off.
    private mutating func finish() {
        for mode in modes.reversed() {
            switch mode.kind {
            case .quoted: emit(.unterminatedQuote, 0)
            case .heredoc: emit(.unterminatedHeredoc, 0)
            case .expression, .template: break
            }
        }
        emit(.endOfFile, 0)
    }

    /// The byte `ahead` of the current one; 0 past the end.
    @inline(__always)
    func byte(_ ahead: Int) -> UInt8 {
        let place = index + ahead
        return place < bytes.count ? bytes[place] : 0
    }

    @inline(__always)
    mutating func emit(_ kind: HCLToken.Kind, _ length: Int) {
        tokens.append(HCLToken(kind, index, index + length))
        index += length
    }

    /// The length of a line end at an offset: 1, 2 or, if there is none, 0.
    func newlineLength(at place: Int) -> Int {
        guard place < bytes.count else { return 0 }
        if bytes[place] == UInt8(ascii: "\n") { return 1 }
        let isPair = bytes[place] == UInt8(ascii: "\r") && place + 1 < bytes.count
        return isPair && bytes[place + 1] == UInt8(ascii: "\n") ? 2 : 0
    }
}
