/// Writes text as XML, and knows which characters a document may hold.
package enum XMLCharacters {
    /// The text as it stands in an element or between the double quotes of an attribute.
    ///
    /// A line end is written as a reference, because a reader would change a carriage return otherwise.
    ///
    /// - Throws: `XMLError` if the text has a character that XML 1.0 cannot hold (section 2.2), such as U+0000.
    package static func escaped(_ text: String) throws(XMLError) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\r": result += "&#13;"
            case "\n": result += "&#10;"
            case "\t": result += "&#9;"
            default:
                guard isAllowed(scalar) else {
                    throw XMLError("the character U+\(String(scalar.value, radix: 16)) cannot be sent")
                }
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// `escaped` with U+FFFD in place of what a document cannot hold: for names that people read.
    package static func escapedReplacing(_ text: String) -> String {
        let allowed = String(String.UnicodeScalarView(text.unicodeScalars.map { isAllowed($0) ? $0 : "\u{FFFD}" }))
        // Nothing is left that could be refused.
        return (try? escaped(allowed)) ?? allowed
    }

    /// Whether a document may hold the character (XML 1.0, section 2.2).
    static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD: true
        case 0..<0x20, 0xFFFE, 0xFFFF: false
        default: true
        }
    }
}

/// A text that is no XML, or none that is taken.
package struct XMLError: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
