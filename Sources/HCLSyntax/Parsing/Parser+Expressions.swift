extension Parser {
    func invalid() -> HCLExpression {
        let token = tokens[index]
        return HCLExpression(.invalid, SourceSpan(source, token.start, token.start))
    }

    mutating func parseExpression() -> HCLExpression {
        let expression = nested { parser in
            let condition = parser.parseOperation(minimum: 1)
            guard !parser.failed, parser.advance(if: .question) != nil else { return condition }
            return parser.parseConditional(condition)
        }
        return expression ?? invalid()
    }

    private mutating func parseConditional(_ condition: HCLExpression) -> HCLExpression {
        let then = parseExpression()
        guard !failed else { return invalid() }
        guard advance(if: .colon) != nil else {
            fail(
                "Missing false expression in conditional",
                "A conditional has the form CONDITION ? VALUE : VALUE; the colon is missing.", peek())
            return invalid()
        }
        let otherwise = parseExpression()
        return HCLExpression(
            .conditional(condition, then: then, otherwise: otherwise), condition.span.union(otherwise.span))
    }

    /// Reads operators of at least that precedence; those of equal precedence become one list.
    private mutating func parseOperation(minimum: Int) -> HCLExpression {
        var left = parseUnary()
        while !failed, let next = HCLBinaryOperator(peek().kind), next.precedence >= minimum {
            var steps: [HCLOperationStep] = []
            while !failed, let operation = HCLBinaryOperator(peek().kind), operation.precedence == next.precedence {
                advance()
                steps.append(HCLOperationStep(operation, parseOperation(minimum: next.precedence + 1)))
            }
            let end = steps[steps.count - 1].operand.span
            left = HCLExpression(.operation(left, steps), left.span.union(end))
        }
        return left
    }

    private mutating func parseUnary() -> HCLExpression {
        let token = peek()
        guard token.kind == .minus || token.kind == .not else { return parseTermWithAccesses() }
        advance()
        let operand = nested { $0.parseUnary() } ?? invalid()
        let operation: HCLUnaryOperator = token.kind == .minus ? .negate : .not
        return HCLExpression(.unary(operation, operand), span(token).union(operand.span))
    }

    private mutating func parseTermWithAccesses() -> HCLExpression {
        let term = parseTerm()
        let accesses = parseAccesses()
        guard !accesses.isEmpty, !failed else { return term }
        return HCLExpression(.access(term, accesses), span(from: term.span.start))
    }

    private mutating func parseTerm() -> HCLExpression {
        let token = peek()
        switch token.kind {
        case .number:
            advance()
            return HCLExpression(.number(text(token)), span(token))
        case .identifier: return parseName()
        case .openQuote: return parseQuotedTemplate()
        case .openHeredoc: return parseHeredoc()
        case .openParenthesis: return parseParentheses()
        case .openBracket: return parseBracketed()
        case .openBrace: return parseBraced()
        default: return failAtTerm(token)
        }
    }

    private mutating func failAtTerm(_ token: HCLToken) -> HCLExpression {
        switch token.kind {
        case .newline, .lineComment, .endOfFile, .closeBrace, .closeBracket, .closeParenthesis, .sequenceEnd:
            fail("Missing expression", "A value, such as a string, a number or a variable, is expected here.", token)
        default:
            fail("Invalid expression", "No value starts with this: one is expected here.", token)
        }
        return invalid()
    }

    private mutating func parseName() -> HCLExpression {
        let token = advance()
        if isKeyword(token, "true") { return HCLExpression(.bool(true), span(token)) }
        if isKeyword(token, "false") { return HCLExpression(.bool(false), span(token)) }
        if isKeyword(token, "null") { return HCLExpression(.null, span(token)) }
        var name = text(token)
        while advance(if: .doubleColon) != nil {
            guard let part = advance(if: .identifier) else {
                fail("Missing function name", "The name of a function is expected after \"::\".", peek())
                return invalid()
            }
            name += "::" + text(part)
        }
        let nameSpan = span(from: token.start)
        if peek().kind == .openParenthesis { return parseCall(name, nameSpan) }
        if name.utf8.contains(UInt8(ascii: ":")) {
            fail("Missing open parenthesis", "A name with \"::\" is a function; its arguments are missing.", peek())
        }
        return HCLExpression(.variable(name), nameSpan)
    }

    private mutating func parseParentheses() -> HCLExpression {
        let open = advance()
        return withNewlines(skipped: true) { parser in
            let inner = parser.parseExpression()
            guard !parser.failed else { return parser.invalid() }
            guard parser.advance(if: .closeParenthesis) != nil else {
                parser.fail(
                    "Unbalanced parentheses", "The parenthesis that closes this expression is missing before this.",
                    parser.peek())
                return parser.invalid()
            }
            return HCLExpression(.parentheses(inner), parser.span(from: open.start))
        }
    }

    private mutating func parseCall(_ name: String, _ nameSpan: SourceSpan) -> HCLExpression {
        advance()
        return withNewlines(skipped: true) { parser in
            var call = HCLCall(name: name, nameSpan: nameSpan, arguments: [], expandsLast: false)
            while !parser.failed, parser.advance(if: .closeParenthesis) == nil {
                call.arguments.append(parser.parseExpression())
                guard !parser.failed else { break }
                if parser.advance(if: .comma) != nil { continue }
                if parser.advance(if: .ellipsis) != nil { call.expandsLast = true }
                guard parser.advance(if: .closeParenthesis) == nil else { break }
                parser.failInArguments(name)
            }
            return HCLExpression(.call(call), parser.span(from: nameSpan.start))
        }
    }

    private mutating func failInArguments(_ name: String) {
        let token = peek()
        if token.kind == .endOfFile {
            fail("Unterminated function call", "The parenthesis that closes the call of \"\(name)\" is missing.", token)
        } else {
            fail(
                "Missing argument separator",
                "A comma between the arguments of \"\(name)\", or the closing parenthesis, is expected here.", token)
        }
    }
}
