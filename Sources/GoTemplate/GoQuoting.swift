extension String {
    /// The text in double quotes with Go's escapes, as `%q` writes it.
    package var goQuoted: String {
        var output = "\""
        for scalar in unicodeScalars { output += Self.goEscaped(scalar, quote: "\"") }
        return output + "\""
    }

    package static func goEscaped(_ scalar: Unicode.Scalar, quote: Unicode.Scalar) -> String {
        switch scalar {
        case quote, "\\": "\\\(scalar)"
        case "\u{7}": "\\a"
        case "\u{8}": "\\b"
        case "\u{C}": "\\f"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\u{B}": "\\v"
        default: isPrintable(scalar) ? String(scalar) : numericEscape(scalar)
        }
    }

    private static func numericEscape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        let (letter, width) = scalar.value < 0x80 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }
}

extension String {
    /// The text with Go's escape sequences resolved; `nil` if one of them is wrong.
    package var goUnquoted: String? {
        guard utf8.contains(UInt8(ascii: "\\")) else { return self }
        var bytes: [UInt8] = []
        var rest = unicodeScalars[...]
        while let next = rest.popFirst() {
            guard next == "\\" else {
                bytes.append(contentsOf: String(next).utf8)
                continue
            }
            guard let resolved = Self.takeEscape(&rest) else { return nil }
            bytes.append(contentsOf: resolved)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func takeEscape(_ rest: inout Substring.UnicodeScalarView) -> [UInt8]? {
        guard let letter = rest.popFirst() else { return nil }
        switch letter {
        case "a": return [7]
        case "b": return [8]
        case "f": return [12]
        case "n": return [10]
        case "r": return [13]
        case "t": return [9]
        case "v": return [11]
        case "\\", "\"", "'": return Array(String(letter).utf8)
        case "x": return takeNumber(&rest, digits: 2).flatMap { UInt8(exactly: $0) }.map { [$0] }
        case "u": return takeNumber(&rest, digits: 4).flatMap(utf8Bytes)
        case "U": return takeNumber(&rest, digits: 8).flatMap(utf8Bytes)
        default: return nil
        }
    }

    private static func takeNumber(_ rest: inout Substring.UnicodeScalarView, digits: Int) -> UInt32? {
        let text = String(rest.prefix(digits))
        rest = rest.dropFirst(digits)
        guard text.utf8.count == digits, text.allSatisfy(\.isHexDigit) else { return nil }
        return UInt32(text, radix: 16)
    }

    private static func utf8Bytes(_ code: UInt32) -> [UInt8]? {
        Unicode.Scalar(code).map { Array(String($0).utf8) }
    }
}
