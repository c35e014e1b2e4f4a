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
