import Diagnostics

/// Reads the native syntax of the configuration language.
///
/// Every entry returns a tree, however broken the text is, and all diagnostics in the order of the text. Nothing in
/// the text can make it fail otherwise: nesting is limited to `maximumNesting` levels.
public enum HCLParser {
    /// How deep blocks, brackets, directives and unary operators may nest; far beyond what people write, and shallow
    /// enough for every walk over the tree to fit any thread's stack.
    public static let maximumNesting = 200
    /// How many mistakes of one text are told; nobody reads more at a time.
    public static let maximumDiagnostics = 200

    /// Reads a whole file; bytes that are no UTF-8 are a diagnostic.
    public static func parseFile(_ bytes: [UInt8], name: String) -> (HCLFile, [Diagnostic]) {
        let source = SourceText(bytes, name: name)
        var parser = Parser(source, HCLLexer.tokens(of: source))
        let body = parser.parseFileBody()
        return (HCLFile(source: source, body: body), parser.sortedDiagnostics())
    }

    /// Reads the text of a whole file.
    public static func parseFile(_ text: String, name: String) -> (HCLFile, [Diagnostic]) {
        parseFile(Array(text.utf8), name: name)
    }

    /// Reads a text that is one expression; newlines are blanks in it.
    public static func parseExpression(
        _ text: String, name: String, anchor: SourceRange? = nil
    ) -> (HCLExpression, [Diagnostic]) {
        let source = SourceText(text, name: name, anchor: anchor)
        var parser = Parser(source, HCLLexer.tokens(of: source))
        parser.skipsNewlines = true
        let expression = parser.parseExpression()
        if parser.peek().kind != .endOfFile {
            parser.fail(
                "Extra characters after expression",
                "The expression ends before this; an operator, a comma or a bracket may be missing.",
                parser.peek())
        }
        return (expression, parser.sortedDiagnostics())
    }

    /// Reads a text that is the inside of a template, as in a file for `templatefile` or a string of JSON.
    public static func parseTemplate(
        _ text: String, name: String, anchor: SourceRange? = nil
    ) -> (HCLExpression, [Diagnostic]) {
        let source = SourceText(text, name: name, anchor: anchor)
        var parser = Parser(source, HCLLexer.templateTokens(of: source))
        let expression = parser.parseWholeTemplate()
        return (expression, parser.sortedDiagnostics())
    }
}
