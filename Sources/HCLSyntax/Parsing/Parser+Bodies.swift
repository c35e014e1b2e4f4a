import Diagnostics

extension Parser {
    mutating func parseFileBody() -> HCLBody {
        var body = HCLBody(attributes: [], blocks: [], span: SourceSpan(source, 0, source.bytes.count))
        parseItems(into: &body)
        while peek().kind == .closeBrace {
            report(
                "Argument or block definition required", "There is no block open that this brace could close.",
                span(peek()))
            advance()
            parseItems(into: &body)
        }
        return body
    }

    /// Reads items up to a closing brace, which stays, or the end of the text.
    private mutating func parseItems(into body: inout HCLBody) {
        var names: [String: Int] = [:]
        for (index, attribute) in body.attributes.enumerated() { names[attribute.name] = index }
        while true {
            skipNewlines()
            let first = peek()
            if first.kind == .endOfFile || first.kind == .closeBrace { return }
            let start = index
            parseItem(into: &body, &names)
            if failed { recover(fromItemAt: start) }
        }
    }

    private mutating func parseItem(into body: inout HCLBody, _ names: inout [String: Int]) {
        let name = peek()
        guard name.kind == .identifier else { return failAtItemStart(name) }
        advance()
        let next = peek()
        switch next.kind {
        case .assign:
            let attribute = parseAttribute(name)
            expectLineEnd(after: attribute)
            append(attribute, to: &body, &names)
        case .openQuote, .openBrace, .identifier:
            if let block = parseBlock(name) { body.blocks.append(block) }
            expectLineEndAfterBlock()
        default: failAfterName(name, next)
        }
    }

    private mutating func append(_ attribute: HCLAttribute, to body: inout HCLBody, _ names: inout [String: Int]) {
        if let earlier = names.updateValue(body.attributes.count, forKey: attribute.name) {
            names[attribute.name] = earlier
            let place = body.attributes[earlier].nameRange
            report(
                "Attribute redefined",
                "The argument \"\(attribute.name)\" was set at \(place.file):\(place.start.line):"
                    + "\(place.start.column) already. Each argument may be set once.",
                attribute.nameSpan)
        } else {
            body.attributes.append(attribute)
        }
    }

    private mutating func parseAttribute(_ name: HCLToken) -> HCLAttribute {
        advance()
        let expression = parseExpression()
        return HCLAttribute(name: text(name), nameSpan: span(name), expression: expression)
    }

    private mutating func expectLineEnd(after attribute: HCLAttribute) {
        guard !failed, !isAtNewline(), peek().kind != .endOfFile else { return }
        fail(
            "Missing newline after argument",
            "The value of \"\(attribute.name)\" ends before this. Each argument must be on a line of its own.", peek())
    }

    private mutating func expectLineEndAfterBlock() {
        guard !failed, !isAtNewline(), peek().kind != .endOfFile else { return }
        fail("Missing newline after block definition", "A block's closing brace must end the line.", peek())
    }

    private mutating func failAtItemStart(_ token: HCLToken) {
        if token.kind == .openQuote {
            fail("Invalid argument name", "Names of arguments and types of blocks are written without quotes.", token)
        } else {
            fail(
                "Argument or block definition required",
                "An argument (name = value) or a block (type { … }) is expected here.", token)
        }
    }

    private mutating func failAfterName(_ name: HCLToken, _ next: HCLToken) {
        let word = text(name)
        switch next.kind {
        case .colon:
            fail("Invalid argument", "Write an equals sign between \"\(word)\" and its value instead of a colon.", next)
        case .newline, .lineComment, .endOfFile:
            fail(
                "Invalid block definition",
                "\"\(word)\" alone means nothing. Write \"=\" and a value after it, or \"{\" on the same line for a "
                    + "block.", name)
        default:
            fail(
                "Argument or block definition required",
                "After \"\(word)\" either \"=\" and a value or \"{\" and a block's content is expected.", next)
        }
    }
}

extension Parser {
    private mutating func parseBlock(_ type: HCLToken) -> HCLBlock? {
        let typeText = text(type)
        let labels = parseLabels()
        guard !failed else { return nil }
        let open = peek()
        guard open.kind == .openBrace else {
            fail(
                "Invalid block definition",
                "A block's content must start with \"{\" on the line of its type and labels.", open)
            return nil
        }
        advance()
        var block = HCLBlock(
            type: typeText, typeSpan: span(type), labels: labels,
            body: HCLBody(attributes: [], blocks: [], span: span(open)), span: span(type))
        blockHeaders.append(block.header)
        defer { blockHeaders.removeLast() }
        return nested { parser in
            parser.parseContent(of: &block, open)
            return block
        }
    }

    private mutating func parseContent(of block: inout HCLBlock, _ open: HCLToken) {
        if isAtNewline() {
            parseItems(into: &block.body)
            if peek().kind == .closeBrace { advance() } else { reportUnclosed(block, open) }
        } else {
            parseSingleLine(&block.body)
        }
        block.span = span(from: block.typeSpan.start)
        block.body.span = SourceSpan(source, open.end, max(open.end, block.span.end - 1))
    }

    /// A block on one line holds one argument at most.
    private mutating func parseSingleLine(_ body: inout HCLBody) {
        if advance(if: .closeBrace) != nil { return }
        let name = peek()
        guard name.kind != .endOfFile else {
            return fail("Unclosed configuration block", "The closing brace of this block is missing.", name)
        }
        guard name.kind == .identifier else { return failAtItemStart(name) }
        advance()
        guard peek().kind == .assign else {
            return fail(
                "Invalid single-argument block definition",
                "A block on one line may hold one argument. Put its content on lines of their own.", peek())
        }
        body.attributes.append(parseAttribute(name))
        guard advance(if: .closeBrace) == nil else { return }
        fail(
            "Invalid single-argument block definition",
            "A block on one line may hold one argument, and its closing brace must be on the same line.", peek())
    }

    private mutating func parseLabels() -> [HCLBlock.Label] {
        var labels: [HCLBlock.Label] = []
        while true {
            let token = peek()
            switch token.kind {
            case .identifier:
                advance()
                labels.append(HCLBlock.Label(text: text(token), span: span(token)))
            case .openQuote:
                guard let label = parseQuotedLabel() else { return labels }
                labels.append(label)
            default: return labels
            }
        }
    }

    private mutating func parseQuotedLabel() -> HCLBlock.Label? {
        let open = advance()
        var label = ""
        while let literal = advance(if: .quotedLiteral) { label += unescapedQuoted(literal) }
        guard advance(if: .closeQuote) != nil else {
            fail(
                "Invalid string literal", "A label is known before anything is evaluated: no ${ } or %{ } in it.",
                peek())
            return nil
        }
        return HCLBlock.Label(text: label, span: span(from: open.start))
    }

    private mutating func reportUnclosed(_ block: HCLBlock, _ open: HCLToken) {
        guard !reportedUnclosedBlock else { return }
        reportedUnclosedBlock = true
        report(
            "Unclosed configuration block",
            "The closing brace of this block is missing. It may be a brace further down that closes another block "
                + "than it seems to.", span(open), context: block.typeSpan.union(span(open)))
    }
}
