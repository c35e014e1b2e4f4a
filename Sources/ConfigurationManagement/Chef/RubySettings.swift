/// The text of a configuration file of Chef, which is Ruby: one setting a line.
struct RubySettings: Sendable {
    private(set) var text = ""

    /// Adds a setting whose value is a text; an empty one is left out.
    mutating func add(_ name: String, _ value: String) {
        guard !value.isEmpty else { return }
        add(name, expression: Self.quoted(value))
    }

    /// Adds a setting whose value is written in Ruby.
    mutating func add(_ name: String, expression: String) {
        text += "\(name) \(expression)\n"
    }

    /// A text as Ruby's double quotes hold it, where `#` could begin an expression.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\", "#": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Texts in double quotes with commas between, as a list holds them.
    static func list(_ texts: [String]) -> String {
        texts.map(quoted).joined(separator: ",")
    }
}
