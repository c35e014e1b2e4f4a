/// Cuts a template's source into tokens.
struct TemplateLexer {
    private let scalars: [Unicode.Scalar]
    private var offset = 0
    private var place = TemplatePlace(line: 1, column: 1)
    private var tokens: [TemplateToken] = []
    private var trimsNextText = false

    static func tokens(of source: String) throws -> [TemplateToken] {
        var lexer = TemplateLexer(scalars: Array(source.unicodeScalars))
        while lexer.offset < lexer.scalars.count { try lexer.readTextAndAction() }
        lexer.emit(.end, at: lexer.place)
        return lexer.tokens
    }

    private init(scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    private mutating func readTextAndAction() throws {
        let start = place
        var text = String.UnicodeScalarView()
        while offset < scalars.count, !matches("{{") { text.append(advance()) }
        let opening = place
        let hasAction = matches("{{")
        let trimsBefore = hasAction && isTrimMarker(at: offset + 2)
        appendText(String(text), trimsEnd: trimsBefore, at: start)
        guard hasAction else { return }
        skip(2)
        if trimsBefore { skip(1) }
        if try skipComment(from: opening) { return }
        emit(.open, at: opening)
        try readAction(from: opening)
    }

    private mutating func appendText(_ text: String, trimsEnd: Bool, at start: TemplatePlace) {
        var text = text[...]
        if trimsNextText { text = text.drop(while: \.isWhitespace) }
        if trimsEnd { while text.last?.isWhitespace == true { text.removeLast() } }
        trimsNextText = false
        if !text.isEmpty { emit(.text(String(text)), at: start) }
    }

    /// `{{- ` and ` -}}` take the white space of the text beside them; the blank tells them from a minus sign.
    private func isTrimMarker(at position: Int) -> Bool {
        position + 1 < scalars.count && scalars[position] == "-" && isSpace(scalars[position + 1])
    }

    private mutating func skipComment(from opening: TemplatePlace) throws -> Bool {
        let saved = (offset, place)
        while let next = peek, isSpace(next) { _ = advance() }
        guard matches("/*") else {
            (offset, place) = saved
            return false
        }
        while offset < scalars.count, !matches("*/") { _ = advance() }
        skip(2)
        guard try takeClosing() else { throw TemplateFault("unclosed comment", at: opening) }
        return true
    }

    /// Reads `}}` or ` -}}`, the white space before it included.
    private mutating func takeClosing() throws -> Bool {
        let start = offset
        var ahead = offset
        while ahead < scalars.count, isSpace(scalars[ahead]) { ahead += 1 }
        let trims = ahead > start && matches("-}}", at: ahead)
        if trims { ahead += 1 }
        guard matches("}}", at: ahead) else { return false }
        skip(ahead + 2 - offset)
        trimsNextText = trims
        return true
    }

    // MARK: - Inside an action

    private mutating func readAction(from opening: TemplatePlace) throws {
        while true {
            let closing = place
            if try takeClosing() {
                emit(.close, at: closing)
                return
            }
            var followsSpace = false
            while let next = peek, isSpace(next) {
                _ = advance()
                followsSpace = true
            }
            guard let next = peek else { throw TemplateFault("unclosed action", at: opening) }
            let start = place
            let kind = try readToken(next, at: start)
            tokens.append(TemplateToken(kind: kind, place: start, followsSpace: followsSpace))
        }
    }

    private mutating func readToken(_ next: Unicode.Scalar, at start: TemplatePlace) throws -> TemplateToken.Kind {
        switch next {
        case "\"", "'", "`": return try readQuoted(next, at: start)
        case "(", ")", "|", ",", "=":
            return .symbol(String(advance()))
        case ":":
            guard matches(":=") else { throw TemplateFault("expected :=", at: start) }
            skip(2)
            return .symbol(":=")
        case "$":
            _ = advance()
            return .variable("$" + readWord())
        case ".":
            if offset + 1 < scalars.count, isDigit(scalars[offset + 1]) { return try readNumber(at: start) }
            _ = advance()
            let name = readWord()
            return name.isEmpty ? .dot : .field(name)
        case "-", "+", "0"..."9": return try readNumber(at: start)
        default:
            let word = readWord()
            guard !word.isEmpty else {
                throw TemplateFault("unexpected character \(String(next).goQuoted) in an action", at: start)
            }
            switch word {
            case "true": return .literal(.bool(true))
            case "false": return .literal(.bool(false))
            case "nil": return .literal(.none)
            default: return .identifier(word)
            }
        }
    }

    private mutating func readWord() -> String {
        var word = String.UnicodeScalarView()
        while let next = peek, next == "_" || next.properties.isAlphabetic || isDigit(next) { word.append(advance()) }
        return String(word)
    }

    private mutating func readNumber(at start: TemplatePlace) throws -> TemplateToken.Kind {
        var text = ""
        while let next = peek, next.properties.isAlphabetic || isDigit(next) || "+-._".unicodeScalars.contains(next) {
            text.unicodeScalars.append(advance())
        }
        let plain = text.filter { $0 != "_" }
        if let int = Int(plain) ?? Self.prefixed(plain) { return .literal(.int(int)) }
        guard let double = Double(plain), double.isFinite else {
            throw TemplateFault("bad number syntax: \(text.goQuoted)", at: start)
        }
        return .literal(.double(double))
    }

    private static func prefixed(_ text: String) -> Int? {
        for (prefix, radix) in [("0x", 16), ("0X", 16), ("0b", 2), ("0o", 8)] where text.hasPrefix(prefix) {
            return Int(text.dropFirst(2), radix: radix)
        }
        return nil
    }

    private mutating func readQuoted(_ quote: Unicode.Scalar, at start: TemplatePlace) throws -> TemplateToken.Kind {
        _ = advance()
        var text = String.UnicodeScalarView()
        while let next = peek, next != quote {
            if next == "\n", quote != "`" { break }
            text.append(advance())
            if next == "\\", quote != "`", offset < scalars.count { text.append(advance()) }
        }
        guard peek == quote else { throw TemplateFault("unterminated quoted string", at: start) }
        _ = advance()
        if quote == "`" { return .literal(.string(String(text))) }
        guard let unquoted = String(text).goUnquoted else {
            throw TemplateFault("invalid escape sequence in a string", at: start)
        }
        if quote == "\"" { return .literal(.string(unquoted)) }
        guard let scalar = unquoted.unicodeScalars.first, unquoted.unicodeScalars.count == 1 else {
            throw TemplateFault("malformed character constant", at: start)
        }
        return .literal(.int(Int(scalar.value)))
    }

    // MARK: - Scalars

    private var peek: Unicode.Scalar? { offset < scalars.count ? scalars[offset] : nil }

    private mutating func advance() -> Unicode.Scalar {
        let scalar = scalars[offset]
        offset += 1
        if scalar == "\n" { place = TemplatePlace(line: place.line + 1, column: 1) } else { place.column += 1 }
        return scalar
    }

    private mutating func skip(_ count: Int) {
        for _ in 0..<count where offset < scalars.count { _ = advance() }
    }

    private func matches(_ text: String, at position: Int? = nil) -> Bool {
        scalars[min(position ?? offset, scalars.count)...].starts(with: text.unicodeScalars)
    }

    private mutating func emit(_ kind: TemplateToken.Kind, at place: TemplatePlace) {
        tokens.append(TemplateToken(kind: kind, place: place))
    }

    private func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\r" || scalar == "\n"
    }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
