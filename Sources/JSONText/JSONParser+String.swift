extension JSONParser {
    /// Reads a string, the next byte being its opening quote.
    mutating func string() throws(JSONSyntaxError) -> String {
        let opening = offset
        offset += 1
        var text: [UInt8] = []
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw failure("the string is not valid UTF-8", at: opening)
                }
                return string
            case UInt8(ascii: "\\"):
                let start = offset
                let scalar = String(try escape()).utf8
                stringOffsets?.append(contentsOf: repeatElement(start, count: scalar.count))
                text.append(contentsOf: scalar)
            case 0..<0x20:
                throw failure("a control character in a string must be escaped")
            default:
                stringOffsets?.append(offset)
                text.append(byte)
                offset += 1
            }
        }
        throw failure("the string is not closed", at: opening)
    }

    private mutating func escape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = offset
        offset += 1
        guard let byte = peek else { throw failure("the string is not closed", at: start) }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw failure("the string has an unknown escape sequence", at: start)
        }
    }

    /// Surrogates without their partner become U+FFFD, as in Go's decoder.
    private mutating func unicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(UInt32(first)) { return scalar }
        let afterFirst = offset
        if (0xD800..<0xDC00).contains(first), take("\\"), take("u") {
            let second = try hexadecimal()
            if (0xDC00..<0xE000).contains(second) {
                let code = 0x10000 + (UInt32(first - 0xD800) << 10) + UInt32(second - 0xDC00)
                return Unicode.Scalar(code) ?? "\u{FFFD}"
            }
        }
        offset = afterFirst
        return "\u{FFFD}"
    }

    private mutating func hexadecimal() throws(JSONSyntaxError) -> UInt16 {
        guard offset + 4 <= bytes.count else { throw failure("four hexadecimal digits are expected") }
        var value: UInt16 = 0
        for byte in bytes[offset..<offset + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("four hexadecimal digits are expected")
            }
            value = value << 4 | UInt16(digit)
        }
        offset += 4
        return value
    }
}
