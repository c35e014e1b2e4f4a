extension Lexer {
    /// Consumes text of a quoted string up to and with what ends it: a quote, a sequence or the end of the line.
    mutating func lexQuoted() {
        var end = index
        while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "\""):
                emitLiteral(.quotedLiteral, to: end)
                modes.removeLast()
                return emit(.closeQuote, 1)
            case UInt8(ascii: "\\") where newlineLength(at: end + 1) == 0: end += 2
            case UInt8(ascii: "\n"):
                emitLiteral(.quotedLiteral, to: end)
                modes.removeLast()
                return emit(.unterminatedQuote, 0)
            case UInt8(ascii: "$"), UInt8(ascii: "%"):
                if beginsSequence(end) { return enterSequence(after: .quotedLiteral, at: end) }
                end += isEscapedSequence(end) ? 3 : 1
            default: end += 1
            }
        }
        emitLiteral(.quotedLiteral, to: min(end, bytes.count))
    }

    /// Consumes one line of a heredoc, a sequence in it, or the line that closes it.
    mutating func lexHeredocLine() {
        let top = modes.count - 1
        if modes[top].atLineStart, let end = closingMarkerEnd(modes[top].marker) {
            modes.removeLast()
            return emit(.closeHeredoc, end - index)
        }
        lexTemplateLine()
    }

    /// Consumes text up to the end of its line or up to and with the start of a sequence.
    mutating func lexTemplateLine() {
        let top = modes.count - 1
        var end = index
        while end < bytes.count {
            let byte = bytes[end]
            if byte == UInt8(ascii: "\n") {
                modes[top].atLineStart = true
                return emitLiteral(.stringLiteral, to: end + 1)
            }
            if byte == UInt8(ascii: "$") || byte == UInt8(ascii: "%") {
                modes[top].atLineStart = false
                if beginsSequence(end) { return enterSequence(after: .stringLiteral, at: end) }
                if isEscapedSequence(end) { end += 2 }
            }
            end += 1
        }
        emitLiteral(.stringLiteral, to: end)
    }

    /// The end of the current line without its newline, if the line holds the marker and blanks only.
    private func closingMarkerEnd(_ marker: Range<Int>) -> Int? {
        var place = index
        while place < bytes.count, isBlank(bytes[place]) { place += 1 }
        guard bytes[place...].starts(with: bytes[marker]) else { return nil }
        place += marker.count
        while place < bytes.count, isBlank(bytes[place]) { place += 1 }
        return place == bytes.count || newlineLength(at: place) > 0 ? place : nil
    }

    private func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    private func beginsSequence(_ place: Int) -> Bool {
        place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "{")
    }

    /// Whether `$${` or `%%{` stands at an offset.
    private func isEscapedSequence(_ place: Int) -> Bool {
        place + 2 < bytes.count && bytes[place + 1] == bytes[place] && bytes[place + 2] == UInt8(ascii: "{")
    }

    private mutating func emitLiteral(_ kind: HCLToken.Kind, to end: Int) {
        if end > index { emit(kind, end - index) }
    }

    private mutating func enterSequence(after literal: HCLToken.Kind, at place: Int) {
        emitLiteral(literal, to: place)
        let kind: HCLToken.Kind = bytes[place] == UInt8(ascii: "$") ? .interpolationStart : .directiveStart
        emit(kind, byte(2) == UInt8(ascii: "~") ? 3 : 2)
        modes.append(Mode(kind: .expression))
    }
}
