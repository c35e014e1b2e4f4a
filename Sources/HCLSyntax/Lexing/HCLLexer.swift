/// Splits source texts into tokens.
public enum HCLLexer {
    /// The tokens of a body or expression in the order of the text.
    ///
    /// The last is `.endOfFile`. Together with the blanks between them they are the whole text.
    public static func tokens(of source: SourceText) -> [HCLToken] {
        Lexer.tokens(of: source.bytes)
    }

    /// The tokens of a text that is a template as a whole.
    public static func templateTokens(of source: SourceText) -> [HCLToken] {
        Lexer.tokens(of: source.bytes, asTemplate: true)
    }
}
