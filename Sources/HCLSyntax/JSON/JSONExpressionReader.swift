import Diagnostics
import JSONText

/// Turns JSON values into expressions: strings are templates, and so are the names in objects.
struct JSONExpressionReader {
    let source: SourceText
    private(set) var diagnostics: [Diagnostic] = []
    private let hasTemplates: Bool
    private var depth = 0

    init(source: SourceText, hasTemplates: Bool) {
        self.source = source
        self.hasTemplates = hasTemplates
    }

    /// Whether a string needs the template parser.
    static func isTemplate(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "{")) else { return false }
        return text.contains("${") || text.contains("%{")
    }

    mutating func value(_ node: LocatedJSON) -> HCLExpression {
        HCLExpression(kind(of: node), SourceSpan(source, node.range.lowerBound, node.range.upperBound))
    }

    /// A value whose string is an expression; one in `${ }` is a template all the same.
    mutating func written(_ node: LocatedJSON) -> HCLExpression {
        guard let text = node.string, !Self.isTemplate(text) else { return value(node) }
        let inner = parse(text, at: node.range, asTemplate: false) { parser in
            parser.skipsNewlines = true
            let expression = parser.parseExpression()
            if parser.peek().kind != .endOfFile {
                parser.fail(
                    "Extra characters after expression",
                    "The expression ends before this; an operator, a comma or a bracket may be missing.",
                    parser.peek())
            }
            return expression
        }
        return HCLExpression(inner.kind, SourceSpan(source, node.range.lowerBound, node.range.upperBound))
    }

    private mutating func kind(of node: LocatedJSON) -> HCLExpression.Kind {
        switch node.kind {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .number(let text): return .number(text)
        case .string(let text): return template(text, at: node.range)
        case .array(let elements):
            return deeper { reader in .tuple(elements.map { reader.value($0) }) }
        case .object(let members):
            reportDuplicates(members)
            return deeper { reader in
                .object(members.map { HCLObjectItem(key: reader.key($0), value: reader.value($0.value)) })
            }
        }
    }

    private mutating func deeper(_ body: (inout JSONExpressionReader) -> HCLExpression.Kind) -> HCLExpression.Kind {
        depth += 1
        defer { depth -= 1 }
        return body(&self)
    }

    private mutating func key(_ member: LocatedJSON.Member) -> HCLExpression {
        HCLExpression(
            template(member.name, at: member.nameRange),
            SourceSpan(source, member.nameRange.lowerBound, member.nameRange.upperBound))
    }

    private mutating func reportDuplicates(_ members: [LocatedJSON.Member]) {
        var seen: Set<String> = []
        for member in members where !Self.isTemplate(member.name) && !seen.insert(member.name).inserted {
            let span = SourceSpan(source, member.nameRange.lowerBound, member.nameRange.upperBound)
            diagnostics.append(
                Diagnostic(
                    "Duplicate object attribute",
                    detail: "The object sets \"\(member.name)\" before; a name can stand once in an object.",
                    at: span.range))
        }
    }

    private mutating func template(_ text: String, at range: Range<Int>) -> HCLExpression.Kind {
        guard hasTemplates, Self.isTemplate(text) else { return .string(text) }
        return parse(text, at: range, asTemplate: true) { $0.parseWholeTemplate() }.kind
    }

    /// Runs the native parser over the value of a JSON string; `range` is the quoted string's.
    private mutating func parse(
        _ text: String, at range: Range<Int>, asTemplate: Bool, _ body: (inout Parser) -> HCLExpression
    ) -> HCLExpression {
        let bytes = Array(text.utf8)
        let embedded = SourceText(bytes, in: source, at: offsets(of: bytes, at: range))
        let tokens = asTemplate ? HCLLexer.templateTokens(of: embedded) : HCLLexer.tokens(of: embedded)
        var parser = Parser(embedded, tokens)
        parser.depth = depth
        let expression = body(&parser)
        diagnostics += parser.sortedDiagnostics()
        return expression
    }

    private func offsets(of bytes: [UInt8], at range: Range<Int>) -> [Int] {
        // Only escapes make a string's value shorter than its text.
        guard bytes.count + 2 != range.count else { return Array(range.dropFirst()) }
        return JSONParser.offsets(ofStringAt: range.lowerBound, in: source.bytes)
    }
}
