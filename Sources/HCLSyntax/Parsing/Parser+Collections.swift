extension Parser {
    /// A tuple, or the `for` expression that makes one.
    mutating func parseBracketed() -> HCLExpression {
        let open = advance()
        return withNewlines(skipped: true) { parser in
            if parser.isKeyword(parser.peek(), "for") { return parser.parseFor(open, makesObject: false) }
            var elements: [HCLExpression] = []
            while !parser.failed, parser.advance(if: .closeBracket) == nil {
                elements.append(parser.parseExpression())
                guard !parser.failed else { break }
                if parser.advance(if: .comma) != nil { continue }
                guard parser.advance(if: .closeBracket) == nil else { break }
                parser.fail(
                    "Missing item separator", "A comma between items, or the closing bracket, is expected here.",
                    parser.peek())
            }
            return HCLExpression(.tuple(elements), parser.span(from: open.start))
        }
    }

    /// An object, or the `for` expression that makes one.
    mutating func parseBraced() -> HCLExpression {
        let open = advance()
        let isFor = withNewlines(skipped: true) { parser in
            guard parser.isKeyword(parser.peek(), "for") else { return false }
            let next = parser.tokens[parser.index + 1].kind
            return next != .assign && next != .colon
        }
        if isFor { return withNewlines(skipped: true) { $0.parseFor(open, makesObject: true) } }
        return withNewlines(skipped: false) { parser in
            var items: [HCLObjectItem] = []
            while !parser.failed {
                parser.skipNewlines()
                if parser.advance(if: .closeBrace) != nil { break }
                if let item = parser.parseObjectItem() { items.append(item) }
                parser.expectItemEnd()
            }
            return HCLExpression(.object(items), parser.span(from: open.start))
        }
    }

    private mutating func parseObjectItem() -> HCLObjectItem? {
        let key = objectKey(parseExpression())
        guard !failed else { return nil }
        guard peek().kind == .assign || peek().kind == .colon else {
            let endsItem = isAtNewline() || peek().kind == .comma
            fail(
                endsItem ? "Missing attribute value" : "Missing key/value separator",
                "A key of an object is followed by an equals sign and its value.", peek())
            return nil
        }
        advance()
        return HCLObjectItem(key: key, value: parseExpression())
    }

    /// A bare name is the key itself; a bare path would be mistaken for one, so it is refused.
    private mutating func objectKey(_ key: HCLExpression) -> HCLExpression {
        switch key.kind {
        case .variable(let name): return HCLExpression(.string(name), key.span)
        case .null: return HCLExpression(.string("null"), key.span)
        case .bool(let value): return HCLExpression(.string(value ? "true" : "false"), key.span)
        case .access(let base, _):
            if case .variable = base.kind, !failed {
                failed = true
                report(
                    "Ambiguous attribute key",
                    "A key with dots or brackets is either a name, to be written in double quotes, or a reference, to "
                        + "be written in parentheses.", key.span)
            }
            return key
        default: return key
        }
    }

    private mutating func expectItemEnd() {
        guard !failed else { return }
        let token = peek()
        switch token.kind {
        case .comma: advance()
        case .newline, .lineComment, .closeBrace: break
        case .endOfFile:
            fail("Unterminated object constructor expression", "The brace that closes this object is missing.", token)
        default:
            fail(
                "Missing attribute separator", "A newline or comma between the items of an object is expected here.",
                token)
        }
    }

    /// The rest of `[for …]` or `{for …}` from the word `for`.
    private mutating func parseFor(_ open: HCLToken, makesObject: Bool) -> HCLExpression {
        advance()
        guard let header = parseForHeader() else { return invalid() }
        guard expect(.colon, "a colon after the collection") else { return invalid() }
        var result = HCLForExpression(
            keyName: header.key, valueName: header.value, collection: header.collection, key: nil,
            value: parseExpression(), condition: nil, groups: false)
        if makesObject {
            guard expect(.arrow, "\"=>\" between key and value") else { return invalid() }
            result.key = result.value
            result.value = parseExpression()
            if advance(if: .ellipsis) != nil { result.groups = true }
        }
        if !failed, isKeyword(peek(), "if") {
            advance()
            result.condition = parseExpression()
        }
        guard expect(makesObject ? .closeBrace : .closeBracket, "the closing bracket") else { return invalid() }
        return HCLExpression(.forEach(result), span(from: open.start))
    }

    /// `key, value in collection`, of expressions and of template directives.
    mutating func parseForHeader() -> (key: String?, value: String, collection: HCLExpression)? {
        guard let first = parseForName() else { return nil }
        var second: String?
        if advance(if: .comma) != nil {
            guard let name = parseForName() else { return nil }
            second = name
        }
        guard isKeyword(peek(), "in") else {
            fail("Invalid 'for' expression", "The word \"in\" and a collection are expected here.", peek())
            return nil
        }
        advance()
        let collection = parseExpression()
        guard !failed else { return nil }
        return (second == nil ? nil : first, second ?? first, collection)
    }

    private mutating func parseForName() -> String? {
        guard let token = advance(if: .identifier) else {
            fail("Invalid 'for' expression", "A name for the element is expected here.", peek())
            return nil
        }
        return text(token)
    }

    private mutating func expect(_ kind: HCLToken.Kind, _ what: String) -> Bool {
        guard !failed else { return false }
        guard advance(if: kind) == nil else { return true }
        fail("Invalid 'for' expression", "A 'for' expression needs \(what) here.", peek())
        return false
    }
}
