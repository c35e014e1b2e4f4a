extension Parser {
    /// Reads what follows a term: `.name`, `[key]` and splats.
    mutating func parseAccesses() -> [HCLAccess] {
        var accesses: [HCLAccess] = []
        while !failed {
            switch peek().kind {
            case .dot: parseDot(&accesses)
            case .openBracket: parseIndex(&accesses)
            default: return accesses
            }
        }
        return accesses
    }

    private mutating func parseDot(_ accesses: inout [HCLAccess]) {
        let dot = advance()
        let next = peek()
        switch next.kind {
        case .identifier:
            advance()
            accesses.append(HCLAccess(.attribute(text(next)), span(from: dot.start)))
        case .number: parseDottedNumber(&accesses)
        case .star:
            advance()
            var steps: [HCLAccess] = []
            while !failed, peek().kind == .dot { parseDot(&steps) }
            if steps.contains(where: { if case .splat = $0.kind { true } else { false } }) {
                fail("Nested splat expression not allowed", "\".*\" may not follow another one; use \"[*]\".", next)
            }
            accesses.append(HCLAccess(.splat(steps), span(from: dot.start)))
        default:
            fail("Invalid attribute name", "The name of an attribute is expected after the dot.", next)
        }
    }

    /// `a.0`; the tail of `a.0.1` would be the number 0.1, so that only brackets say it.
    private mutating func parseDottedNumber(_ accesses: inout [HCLAccess]) {
        let token = advance()
        let digits = text(token)
        guard digits.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else {
            let parts = digits.split(separator: ".").map { "[\($0)]" }.joined()
            return fail("Invalid legacy index syntax", "Write the index in brackets: \(parts).", token)
        }
        let key = HCLExpression(.number(digits), span(token))
        accesses.append(HCLAccess(.index(key), span(token)))
    }

    private mutating func parseIndex(_ accesses: inout [HCLAccess]) {
        let open = advance()
        if peek().kind == .star, peekAfterStarIsBracket() {
            advance()
            advance()
            let steps = nested { $0.parseAccesses() } ?? []
            return accesses.append(HCLAccess(.splat(steps), span(from: open.start)))
        }
        let key = withNewlines(skipped: true) { parser in
            let key = parser.parseExpression()
            if !parser.failed, parser.advance(if: .closeBracket) == nil {
                parser.fail(
                    "Missing close bracket on index", "The bracket that closes the index is missing.", parser.peek())
            }
            return key
        }
        accesses.append(HCLAccess(.index(key), span(from: open.start)))
    }

    private func peekAfterStarIsBracket() -> Bool {
        tokens[index].kind == .star && tokens[index + 1].kind == .closeBracket
    }
}
