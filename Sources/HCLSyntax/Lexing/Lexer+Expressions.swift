extension Lexer {
    /// Consumes blanks or exactly one token of a body or expression.
    mutating func lexExpressionToken() {
        let current = bytes[index]
        switch current {
        case UInt8(ascii: " "), UInt8(ascii: "\t"): index += 1
        case UInt8(ascii: "\n"): emit(.newline, 1)
        case UInt8(ascii: "\r"): byte(1) == UInt8(ascii: "\n") ? emit(.newline, 2) : emit(.unknownCharacter, 1)
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
            emit(.identifier, identifierLength(from: index))
        case UInt8(ascii: "0")...UInt8(ascii: "9"): emit(.number, numberLength())
        case UInt8(ascii: "\""):
            emit(.openQuote, 1)
            modes.append(Mode(kind: .quoted))
        case UInt8(ascii: "#"): lexLineComment()
        case UInt8(ascii: "/"): lexSlash()
        case UInt8(ascii: "{"):
            modes[modes.count - 1].braces += 1
            emit(.openBrace, 1)
        case UInt8(ascii: "}"): lexCloseBrace(width: 1)
        case UInt8(ascii: "~") where byte(1) == UInt8(ascii: "}") && isAtSequenceEnd: lexCloseBrace(width: 2)
        case 0x80...: lexNonASCII()
        default: lexPunctuation(current)
        }
    }

    private mutating func lexPunctuation(_ current: UInt8) {
        let next = byte(1)
        switch current {
        case UInt8(ascii: "["): emit(.openBracket, 1)
        case UInt8(ascii: "]"): emit(.closeBracket, 1)
        case UInt8(ascii: "("): emit(.openParenthesis, 1)
        case UInt8(ascii: ")"): emit(.closeParenthesis, 1)
        case UInt8(ascii: ","): emit(.comma, 1)
        case UInt8(ascii: "?"): emit(.question, 1)
        case UInt8(ascii: "+"): emit(.plus, 1)
        case UInt8(ascii: "-"): emit(.minus, 1)
        case UInt8(ascii: "*"): emit(.star, 1)
        case UInt8(ascii: "%"): emit(.percent, 1)
        case UInt8(ascii: "."): next == current && byte(2) == current ? emit(.ellipsis, 3) : emit(.dot, 1)
        case UInt8(ascii: ":"): next == current ? emit(.doubleColon, 2) : emit(.colon, 1)
        case UInt8(ascii: "&"): next == current ? emit(.and, 2) : emit(.bitwiseOperator, 1)
        case UInt8(ascii: "|"): next == current ? emit(.or, 2) : emit(.bitwiseOperator, 1)
        case UInt8(ascii: "!"): next == UInt8(ascii: "=") ? emit(.notEqual, 2) : emit(.not, 1)
        case UInt8(ascii: ">"): next == UInt8(ascii: "=") ? emit(.greaterOrEqual, 2) : emit(.greater, 1)
        case UInt8(ascii: "="): lexEquals(next)
        case UInt8(ascii: "<"): lexLess(next)
        default: lexInvalid(current)
        }
    }

    private mutating func lexEquals(_ next: UInt8) {
        switch next {
        case UInt8(ascii: "="): emit(.equal, 2)
        case UInt8(ascii: ">"): emit(.arrow, 2)
        default: emit(.assign, 1)
        }
    }

    private mutating func lexInvalid(_ current: UInt8) {
        switch current {
        case UInt8(ascii: "^"), UInt8(ascii: "~"): emit(.bitwiseOperator, 1)
        case UInt8(ascii: "'"): emit(.singleQuote, 1)
        case UInt8(ascii: "`"): emit(.backtick, 1)
        case UInt8(ascii: ";"): emit(.semicolon, 1)
        default: emit(.unknownCharacter, 1)
        }
    }

    private mutating func lexLess(_ next: UInt8) {
        if next == UInt8(ascii: "=") { return emit(.lessOrEqual, 2) }
        guard next == UInt8(ascii: "<") else { return emit(.less, 1) }
        let markerStart = index + (byte(2) == UInt8(ascii: "-") ? 3 : 2)
        let markerEnd = markerStart + identifierLength(from: markerStart)
        let newline = newlineLength(at: markerEnd)
        guard markerEnd > markerStart, newline > 0 else { return emit(.less, 1) }
        emit(.openHeredoc, markerEnd + newline - index)
        modes.append(Mode(kind: .heredoc, marker: markerStart..<markerEnd))
    }

    private var isAtSequenceEnd: Bool {
        modes.count > 1 && modes[modes.count - 1].braces == 0
    }

    private mutating func lexCloseBrace(width: Int) {
        guard isAtSequenceEnd else {
            modes[modes.count - 1].braces = max(0, modes[modes.count - 1].braces - 1)
            return emit(.closeBrace, 1)
        }
        modes.removeLast()
        emit(.sequenceEnd, width)
    }

    private mutating func lexSlash() {
        switch byte(1) {
        case UInt8(ascii: "/"): lexLineComment()
        case UInt8(ascii: "*"): lexBlockComment()
        default: emit(.slash, 1)
        }
    }

    /// A comment to the end of the line owns the newline; one that the text ends in has none.
    private mutating func lexLineComment() {
        var end = index
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        emit(.lineComment, min(end + 1, bytes.count) - index)
    }

    private mutating func lexBlockComment() {
        var end = index + 2
        while end + 1 < bytes.count {
            if bytes[end] == UInt8(ascii: "*"), bytes[end + 1] == UInt8(ascii: "/") {
                return emit(.blockComment, end + 2 - index)
            }
            end += 1
        }
        emit(.unterminatedComment, bytes.count - index)
    }

    /// Digits, perhaps a fraction, perhaps an exponent; a dot or `e` without digits after it is not part of it.
    private func numberLength() -> Int {
        var end = skipDigits(from: index)
        if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
            let fractionEnd = skipDigits(from: end + 1)
            if fractionEnd > end + 1 { end = fractionEnd }
        }
        guard end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") else { return end - index }
        var digits = end + 1
        if digits < bytes.count, bytes[digits] == UInt8(ascii: "+") || bytes[digits] == UInt8(ascii: "-") {
            digits += 1
        }
        let exponentEnd = skipDigits(from: digits)
        return (exponentEnd > digits ? exponentEnd : end) - index
    }

    private func skipDigits(from start: Int) -> Int {
        var end = start
        while end < bytes.count, bytes[end] &- UInt8(ascii: "0") < 10 { end += 1 }
        return end
    }
}
