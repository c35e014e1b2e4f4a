/// Texts and names as the native syntax writes them.
enum HCLText {
    /// The inside of a quoted string: nothing in it is a sequence.
    static func escaped(_ text: String) -> String {
        var result = ""
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", "\"": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "{" where previous == "$" || previous == "%":
                result.unicodeScalars.append(contentsOf: [previous ?? "$", scalar])
            case "\u{0}"..<" ": result += "\\u" + hexadecimal(scalar)
            default: result.unicodeScalars.append(scalar)
            }
            previous = scalar
        }
        return result
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    static func isIdentifier(_ text: String) -> Bool { text == identifier(text) }

    /// The text with everything that a name cannot have replaced by underscores.
    static func identifier(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isPart = scalar == "-" || scalar == "_" || scalar.properties.isIDContinue
            if result.isEmpty, scalar != "_", !scalar.properties.isIDStart { result += "_" }
            if isPart { result.unicodeScalars.append(scalar) } else if !result.hasSuffix("_") { result += "_" }
        }
        return result.isEmpty ? "_" : result
    }
}
