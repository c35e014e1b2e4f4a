extension Parser {
    /// The text of a quoted literal with its escapes resolved.
    mutating func unescapedQuoted(_ token: HCLToken) -> String {
        let raw = source.bytes[token.start..<token.end]
        guard raw.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "{") }) else { return text(token) }
        var result: [UInt8] = []
        result.reserveCapacity(raw.count)
        var place = raw.startIndex
        while place < raw.endIndex {
            let byte = raw[place]
            if byte == UInt8(ascii: "\\") {
                unescape(&place, in: token, to: &result)
            } else {
                result.append(byte)
                place += isEscapedSequence(place, before: raw.endIndex) ? 2 : 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Heredocs know no backslash; only `$${` and `%%{` stand for something else.
    func unescapedSequences(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
        var result: [UInt8] = []
        let raw = Array(text.utf8)
        var place = 0
        while place < raw.count {
            let byte = raw[place]
            result.append(byte)
            let isEscape = place + 2 < raw.count && raw[place + 1] == byte && raw[place + 2] == UInt8(ascii: "{")
            place += isEscape && (byte == UInt8(ascii: "$") || byte == UInt8(ascii: "%")) ? 2 : 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func isEscapedSequence(_ place: Int, before end: Int) -> Bool {
        let byte = source.bytes[place]
        guard byte == UInt8(ascii: "$") || byte == UInt8(ascii: "%"), place + 2 < end else { return false }
        return source.bytes[place + 1] == byte && source.bytes[place + 2] == UInt8(ascii: "{")
    }

    /// Resolves the escape at `place` and moves behind it.
    private mutating func unescape(_ place: inout Int, in token: HCLToken, to result: inout [UInt8]) {
        let start = place
        let letter = place + 1 < token.end ? source.bytes[place + 1] : 0
        place += 2
        switch letter {
        case UInt8(ascii: "n"): result.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "r"): result.append(UInt8(ascii: "\r"))
        case UInt8(ascii: "t"): result.append(UInt8(ascii: "\t"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): result.append(letter)
        case UInt8(ascii: "u"): unescapeScalar(start, &place, digits: 4, in: token, to: &result)
        case UInt8(ascii: "U"): unescapeScalar(start, &place, digits: 8, in: token, to: &result)
        default:
            place = min(place, token.end)
            reportEscape(start, place, "Known escapes are \\n, \\r, \\t, \\\", \\\\, \\uNNNN and \\UNNNNNNNN.")
        }
    }

    private mutating func unescapeScalar(
        _ start: Int, _ place: inout Int, digits: Int, in token: HCLToken, to result: inout [UInt8]
    ) {
        let end = min(place + digits, token.end)
        let hexadecimal = source.bytes[place..<end].prefix { isHexadecimal($0) }
        place = hexadecimal.endIndex
        guard hexadecimal.count == digits,
            let number = UInt32(String(decoding: hexadecimal, as: UTF8.self), radix: 16),
            let scalar = Unicode.Scalar(number)
        else {
            let form = digits == 4 ? "\\u must be followed by 4" : "\\U must be followed by 8"
            return reportEscape(start, place, "\(form) hexadecimal digits of a Unicode character.")
        }
        result.append(contentsOf: Array(String(Character(scalar)).utf8))
    }

    private func isHexadecimal(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 6
    }

    private mutating func reportEscape(_ start: Int, _ end: Int, _ detail: String) {
        report("Invalid escape sequence", detail, SourceSpan(source, start, end))
    }
}
