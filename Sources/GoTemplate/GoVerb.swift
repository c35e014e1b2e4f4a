/// One `%…` of a format string: flags, width, precision and the verb, in Go's notation.
package struct GoVerb: Hashable, Sendable {
    /// Wider fields and longer fractions than this are refused: a format string may be hostile.
    package static let widthLimit = 10_000

    /// `-`: padded on the right.
    package var minus = false
    /// `+`: a sign before every number, ASCII only in quotes.
    package var plus = false
    /// `#`: the other form of the verb.
    package var sharp = false
    /// A space where a sign would stand, or between bytes.
    package var space = false
    /// `0`: padded with zeros.
    package var zero = false
    /// Characters at least; `nil` where none is given.
    package var width: Int?
    /// Digits behind the point, or characters at most; `nil` where none is given.
    package var precision: Int?
    /// The number in `%[n]`, from 1.
    package var argument: Int?
    /// The letter at the end.
    package var verb: Character = "v"
    /// The directive as it was written.
    package var source = ""

    /// Reads what stands behind a `%`; `nil` if the text ends inside or a number is too large.
    package init?(_ rest: inout Substring) {
        let start = rest.startIndex
        takeFlags(&rest)
        takeArgument(&rest)
        width = Self.takeNumber(&rest)
        if rest.first == "." {
            rest.removeFirst()
            precision = Self.takeNumber(&rest) ?? 0
        }
        takeArgument(&rest)
        guard let verb = rest.first, width ?? 0 <= Self.widthLimit, precision ?? 0 <= Self.widthLimit else {
            return nil
        }
        rest.removeFirst()
        self.verb = verb
        source = "%" + rest.base[start..<rest.startIndex]
    }

    private mutating func takeFlags(_ rest: inout Substring) {
        while let flag = rest.first {
            switch flag {
            case "-": minus = true
            case "+": plus = true
            case "#": sharp = true
            case " ": space = true
            case "0": zero = true
            default: return
            }
            rest.removeFirst()
        }
    }

    private mutating func takeArgument(_ rest: inout Substring) {
        guard rest.first == "[" else { return }
        var inner = rest.dropFirst()
        guard let number = Self.takeNumber(&inner), inner.first == "]" else { return }
        argument = number
        rest = inner.dropFirst()
    }

    private static func takeNumber(_ rest: inout Substring) -> Int? {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else { return nil }
        rest = rest[digits.endIndex...]
        return Int(digits) ?? Int.max
    }

    // MARK: - Values

    /// A text as this verb shows it; `nil` if the verb is for something else.
    package func text(_ string: String) -> String? {
        let cut = precision.map { String(string.prefix($0)) } ?? string
        switch verb {
        case "s", "v": return padded(cut, zeros: false)
        case "q": return padded(cut.goQuoted, zeros: false)
        case "x", "X": return padded(Self.hexadecimal(cut, uppercase: verb == "X"), zeros: false)
        default: return nil
        }
    }

    /// A whole number as this verb shows it; `nil` if the verb is for something else.
    package func text(_ value: Int) -> String? {
        let sign = value < 0 ? "-" : plus ? "+" : space ? " " : ""
        let digits: String
        switch verb {
        case "d", "v": digits = String(value.magnitude)
        case "b": digits = String(value.magnitude, radix: 2)
        case "o": digits = (sharp ? "0" : "") + String(value.magnitude, radix: 8)
        case "x": digits = (sharp ? "0x" : "") + String(value.magnitude, radix: 16)
        case "X": digits = (sharp ? "0X" : "") + String(value.magnitude, radix: 16, uppercase: true)
        case "c": return padded(Unicode.Scalar(UInt32(clamping: value)).map(String.init) ?? "\u{FFFD}", zeros: false)
        case "q":
            let scalar = Unicode.Scalar(UInt32(clamping: value)) ?? "\u{FFFD}"
            return padded("'" + String.goEscaped(scalar, quote: "'") + "'", zeros: false)
        default: return nil
        }
        let missing = max(0, (precision ?? 0) - digits.count)
        return padded(String(repeating: "0", count: missing) + digits, sign: sign, zeros: precision == nil)
    }

    /// A number as this verb shows it; `nil` if the verb is for something else.
    package func text(_ value: Double) -> String? {
        guard "eEfFgGv".contains(verb) else { return nil }
        let shortest = verb == "g" || verb == "G" || verb == "v"
        let text = value.magnitude.goText(verb: verb == "v" ? "g" : verb, precision: precision ?? (shortest ? nil : 6))
        let sign = value.sign == .minus ? "-" : plus ? "+" : space ? " " : ""
        return padded(text, sign: sign, zeros: value.isFinite)
    }

    /// A number of any size, given by its decimal digits: `-12.5`.
    package func text(decimal: String) -> String? {
        guard "eEfFgGv".contains(verb) else { return nil }
        let isNegative = decimal.hasPrefix("-")
        let shortest = verb == "g" || verb == "G" || verb == "v"
        let text = GoDecimal(String(decimal.drop { $0 == "-" }))
            .goText(verb: verb == "v" ? "g" : verb, precision: precision ?? (shortest ? nil : 6))
        return padded(text, sign: isNegative ? "-" : plus ? "+" : space ? " " : "", zeros: true)
    }

    /// A whole number of any size, given by its digits in the verb's base.
    package func text(digits: String, isNegative: Bool) -> String {
        let missing = max(0, (precision ?? 0) - digits.utf8.count)
        let sign = isNegative ? "-" : plus ? "+" : space ? " " : ""
        return padded(String(repeating: "0", count: missing) + digits, sign: sign, zeros: precision == nil)
    }

    /// A boolean as this verb shows it; `nil` if the verb is for something else.
    package func text(_ flag: Bool) -> String? {
        verb == "t" || verb == "v" ? padded(flag ? "true" : "false", zeros: false) : nil
    }

    /// Fills up to the width: blanks in front, behind with `-`, zeros behind the sign with `0`.
    package func padded(_ text: String, sign: String = "", zeros: Bool) -> String {
        let fill = max(0, (width ?? 0) - text.count - sign.count)
        if minus { return sign + text + String(repeating: " ", count: fill) }
        if zero, zeros { return sign + String(repeating: "0", count: fill) + text }
        return String(repeating: " ", count: fill) + sign + text
    }

    private static func hexadecimal(_ text: String, uppercase: Bool) -> String {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16, uppercase: uppercase)
            return digits.utf8.count < 2 ? "0" + digits : digits
        }.joined()
    }
}
