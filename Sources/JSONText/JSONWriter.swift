/// Writes JSON text; members keep their order.
package struct JSONWriter: Sendable {
    /// Spaces per level; `nil` writes everything on one line without spaces.
    package var indentation: Int?
    /// Whether `<`, `>` and `&` are written as `\u003c` and so on, as Go's encoder does unless told otherwise.
    package var escapesHTML: Bool

    /// - Parameters:
    ///   - indentation: spaces of each level; `nil` for all on one line.
    ///   - escapesHTML: whether `<`, `>` and `&` are written as escapes, as Go's encoder does.
    package init(indentation: Int? = nil, escapesHTML: Bool = false) {
        self.indentation = indentation
        self.escapesHTML = escapesHTML
    }

    /// The text, without a newline at its end.
    package func text(_ value: JSONValue) -> String {
        var output = ""
        write(value, level: 0, to: &output)
        return output
    }

    /// A string in quotes with the escapes it needs.
    package func quoted(_ string: String) -> String {
        var output = ""
        write(string, to: &output)
        return output
    }

    // MARK: - Parts

    private func write(_ value: JSONValue, level: Int, to output: inout String) {
        switch value {
        case .null: output += "null"
        case .bool(let flag): output += flag ? "true" : "false"
        case .number(let text): output += text
        case .string(let string): write(string, to: &output)
        case .array(let elements):
            writeList("[", elements, "]", level: level, to: &output) { element, output in
                write(element, level: level + 1, to: &output)
            }
        case .object(let members):
            writeList("{", members, "}", level: level, to: &output) { member, output in
                write(member.name, to: &output)
                output += indentation == nil ? ":" : ": "
                write(member.value, level: level + 1, to: &output)
            }
        }
    }

    private func writeList<Element>(
        _ opening: String, _ elements: [Element], _ closing: String, level: Int, to output: inout String,
        writeElement: (Element, inout String) -> Void
    ) {
        output += opening
        for (index, element) in elements.enumerated() {
            if index > 0 { output += "," }
            breakLine(level + 1, to: &output)
            writeElement(element, &output)
        }
        if !elements.isEmpty { breakLine(level, to: &output) }
        output += closing
    }

    private func breakLine(_ level: Int, to output: inout String) {
        guard let indentation else { return }
        output += "\n" + String(repeating: " ", count: indentation * level)
    }

    private func write(_ string: String, to output: inout String) {
        output += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            case "<", ">", "&":
                if escapesHTML { output += escape(scalar) } else { output.unicodeScalars.append(scalar) }
            // The two line separators end a line inside a JavaScript string.
            case "\u{0}"..<"\u{20}", "\u{2028}", "\u{2029}": output += escape(scalar)
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }

    private func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
