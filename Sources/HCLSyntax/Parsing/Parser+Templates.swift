extension Parser {
    mutating func parseQuotedTemplate() -> HCLExpression {
        let open = advance()
        let items = parseItems(until: .closeQuote)
        if !failed, advance(if: .closeQuote) == nil { failAtTemplateEnd() }
        return template(items, span(from: open.start))
    }

    mutating func parseHeredoc() -> HCLExpression {
        let open = advance()
        var items = parseItems(until: .closeHeredoc)
        if !failed, advance(if: .closeHeredoc) == nil { failAtTemplateEnd() }
        if source.bytes[open.start + 2] == UInt8(ascii: "-") { items.removeIndentation() }
        return template(items, span(from: open.start))
    }

    mutating func parseWholeTemplate() -> HCLExpression {
        let items = parseItems(until: .endOfFile)
        return template(items, SourceSpan(source, 0, source.bytes.count))
    }

    private mutating func failAtTemplateEnd() {
        fail("Unterminated template string", "The end of this string is missing.", peek())
    }

    private mutating func template(_ items: [TemplateItem], _ span: SourceSpan) -> HCLExpression {
        if items.count == 1, case .interpolation(let inner) = items[0].kind {
            return HCLExpression(.interpolation(inner), span)
        }
        var place = 0
        let parts = nestedParts(items, &place, in: nil)
        if parts.isEmpty { return HCLExpression(.string(""), span) }
        if parts.count == 1, case .literal(let text) = parts[0] { return HCLExpression(.string(text), span) }
        return HCLExpression(.template(parts), span)
    }
}

extension Parser {
    private mutating func parseItems(until end: HCLToken.Kind) -> [TemplateItem] {
        var items: [TemplateItem] = []
        var trimsNext = false
        while !failed {
            let token = tokens[index]
            let trims = trimsNext
            trimsNext = false
            switch token.kind {
            case .quotedLiteral, .stringLiteral:
                index += 1
                let text = token.kind == .quotedLiteral ? unescapedQuoted(token) : unescapedSequences(text(token))
                let kept = trims ? String(text.drop(while: \.isWhitespace)) : text
                items.append(TemplateItem(kind: .literal(kept), span: span(token)))
            case .interpolationStart, .directiveStart:
                if token.end - token.start == 3 { trimLast(&items) }
                index += 1
                guard let item = parseSequence(token) else { return items }
                trimsNext = tokens[index - 1].end - tokens[index - 1].start == 2
                items.append(item)
            default: return items
            }
        }
        return items
    }

    private func trimLast(_ items: inout [TemplateItem]) {
        guard let last = items.indices.last, var text = items[last].literal else { return }
        while text.last?.isWhitespace == true { text.removeLast() }
        items[last].kind = .literal(text)
    }

    /// An interpolation or directive up to and with its closing brace.
    private mutating func parseSequence(_ open: HCLToken) -> TemplateItem? {
        let kind = withNewlines(skipped: true) { parser -> TemplateItem.Kind? in
            let kind =
                open.kind == .interpolationStart
                ? .interpolation(parser.parseExpression()) : parser.parseDirective()
            guard !parser.failed, let kind else { return nil }
            guard parser.advance(if: .sequenceEnd) != nil else {
                parser.fail(
                    "Extra characters after interpolation expression",
                    "The expression ends before this, and the closing brace is expected.", parser.peek())
                return nil
            }
            return kind
        }
        return kind.map { TemplateItem(kind: $0, span: span(from: open.start)) }
    }

    private mutating func parseDirective() -> TemplateItem.Kind? {
        let word = peek()
        if isKeyword(word, "if") {
            advance()
            return .ifDirective(parseExpression())
        }
        if isKeyword(word, "for") {
            advance()
            return parseForHeader().map { .forDirective(key: $0.key, value: $0.value, collection: $0.collection) }
        }
        let simple: [(StaticString, TemplateItem.Kind)] = [
            ("else", .elseDirective), ("endif", .endIf), ("endfor", .endFor),
        ]
        for (name, kind) in simple where isKeyword(word, name) {
            advance()
            return kind
        }
        fail("Invalid template directive", "One of if, else, endif, for and endfor is expected after \"%{\".", word)
        return nil
    }
}

extension Parser {
    /// Nests the items up to the end of the enclosing directive, which stays.
    private mutating func nestedParts(
        _ items: [TemplateItem], _ place: inout Int, in open: TemplateItem?
    ) -> [HCLTemplatePart] {
        var parts: [HCLTemplatePart] = []
        var literal = ""
        while !failed, place < items.count {
            let item = items[place]
            if case .literal(let text) = item.kind {
                literal += text
                place += 1
                continue
            }
            if !literal.isEmpty { parts.append(.literal(literal)) }
            literal = ""
            guard let part = nestedPart(items, &place, in: open) else { return parts }
            parts.append(part)
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        return parts
    }

    /// The part that starts here; `nil` at the end of the enclosing directive or at an error.
    private mutating func nestedPart(
        _ items: [TemplateItem], _ place: inout Int, in open: TemplateItem?
    ) -> HCLTemplatePart? {
        let item = items[place]
        switch item.kind {
        case .literal(let text):
            place += 1
            return .literal(text)
        case .interpolation(let expression):
            place += 1
            return .interpolation(expression)
        case .ifDirective(let condition):
            return deeper(items, &place) { $0.nestedConditional(condition, items, &$1) }
        case .forDirective(let key, let value, let collection):
            return deeper(items, &place) { parser, place in
                let body = parser.nestedParts(items, &place, in: item)
                guard
                    parser.expectEnd(
                        items, &place, "endfor", item.span, { if case .endFor = $0 { true } else { false } })
                else { return nil }
                return .loop(
                    HCLTemplateLoop(
                        keyName: key, valueName: value, collection: collection, body: body, span: item.span))
            }
        case .elseDirective, .endIf, .endFor:
            if open == nil { failAtDirective("Unexpected \(word(item.kind)) directive", item.span) }
            return nil
        }
    }

    private mutating func deeper(
        _ items: [TemplateItem], _ place: inout Int, _ body: (inout Parser, inout Int) -> HCLTemplatePart?
    ) -> HCLTemplatePart? {
        place += 1
        var next = place
        let part = nested { body(&$0, &next) } ?? nil
        place = next
        return part
    }

    private mutating func nestedConditional(
        _ condition: HCLExpression, _ items: [TemplateItem], _ place: inout Int
    ) -> HCLTemplatePart? {
        let open = items[place - 1]
        let then = nestedParts(items, &place, in: open)
        var otherwise: [HCLTemplatePart] = []
        if !failed, place < items.count, case .elseDirective = items[place].kind {
            place += 1
            otherwise = nestedParts(items, &place, in: open)
        }
        guard expectEnd(items, &place, "endif", open.span, { if case .endIf = $0 { true } else { false } }) else {
            return nil
        }
        return .conditional(
            HCLTemplateConditional(condition: condition, then: then, otherwise: otherwise, span: open.span))
    }

    private mutating func expectEnd(
        _ items: [TemplateItem], _ place: inout Int, _ name: String, _ open: SourceSpan,
        _ isEnd: (TemplateItem.Kind) -> Bool
    ) -> Bool {
        guard !failed else { return false }
        guard place < items.count else {
            failed = true
            report("Unexpected end of template", "The \"%{ \(name) }\" that ends this directive is missing.", open)
            return false
        }
        guard isEnd(items[place].kind) else {
            failAtDirective("Unexpected \(word(items[place].kind)) directive", items[place].span)
            return false
        }
        place += 1
        return true
    }

    private mutating func failAtDirective(_ summary: String, _ span: SourceSpan) {
        guard !failed else { return }
        failed = true
        report(summary, "There is no directive open that this one could belong to.", span)
    }

    private func word(_ kind: TemplateItem.Kind) -> String {
        switch kind {
        case .elseDirective: "else"
        case .endIf: "endif"
        default: "endfor"
        }
    }
}
