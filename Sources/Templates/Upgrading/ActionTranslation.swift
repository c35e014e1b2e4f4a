import GoTemplate

/// Turns template actions into expressions of HCL2 where both mean the same.
///
/// What stays an action is rendered by the components of HCL2 templates as before, all but `user` and `env`.
struct ActionTranslation {
    /// Where a text stands, which decides what its expression can refer to.
    enum Place {
        case variableDefault
        case local
        case builder
        /// A provisioner or post-processor.
        case step
    }

    let place: Place
    /// The expression for a user variable, such as `var.name`.
    let variable: @Sendable (String) -> String
    /// Actions that would not mean the same in HCL2.
    private(set) var problems: [String] = []
    /// Names of the user variables that were met.
    private(set) var variables: Set<String> = []

    init(_ place: Place, variable: @escaping @Sendable (String) -> String) {
        self.place = place
        self.variable = variable
    }

    /// A text as an expression: a string, or a bare expression if that is all of it.
    mutating func expression(_ text: String) -> String {
        let pieces = pieces(text)
        if pieces.count == 1, case .expression(let expression) = pieces[0] { return expression }
        let inside = pieces.map { piece in
            switch piece {
            case .text(let text): HCLText.escaped(text)
            case .expression(let expression): "${\(expression)}"
            }
        }
        return "\"\(inside.joined())\""
    }

    /// A text that the language itself reads as a number, and renders no actions in.
    mutating func number(_ text: String) -> String {
        if let number = Int(text) { return "\(number)" }
        let expression = expression(text)
        guard expression.contains("{{") else { return expression }
        problems.append(text)
        return "0"
    }

    private enum Piece {
        case text(String)
        case expression(String)
    }

    private mutating func pieces(_ text: String) -> [Piece] {
        var pieces: [Piece] = []
        var literal = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "{{") {
            literal += rest[..<start.lowerBound]
            let action = Self.action(rest[start.lowerBound...])
            rest = rest[start.lowerBound...].dropFirst(action.count)
            if let expression = translated(action) {
                if !literal.isEmpty { pieces.append(.text(literal)) }
                literal = ""
                pieces.append(.expression(expression))
            } else {
                literal += action
            }
        }
        literal += rest
        if !literal.isEmpty { pieces.append(.text(literal)) }
        return pieces
    }

    /// The action that a text starts with, braces included; all of the text if it does not end.
    private static func action(_ text: Substring) -> String {
        var quote: Character?
        var isEscaped = false
        for index in text.indices {
            let character = text[index]
            if let open = quote {
                if isEscaped {
                    isEscaped = false
                } else if character == "\\", open == "\"" {
                    isEscaped = true
                } else if character == open {
                    quote = nil
                }
            } else if character == "\"" || character == "`" {
                quote = character
            } else if character == "}", text[index...].hasPrefix("}}") {
                return String(text[..<index]) + "}}"
            }
        }
        return String(text)
    }

    private mutating func translated(_ action: String) -> String? {
        let trims = action.hasPrefix("{{-") || action.hasSuffix("-}}")
        // An action that is no whole template, such as "if", stays what it is.
        let expression = trims ? nil : (try? GoTemplate(action))?.expression
        if let expression, case .call = expression, let translated = hcl(expression) { return translated }
        let words = action.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
        if words.contains("user") || words.contains("env") { problems.append(action) }
        return nil
    }

    private mutating func hcl(_ expression: GoExpression) -> String? {
        switch expression {
        case .literal(.string(let text)): return "\"\(HCLText.escaped(text))\""
        case .literal(.int(let number)): return "\(number)"
        case .literal: return nil
        case .call(let name, let arguments): return call(name, arguments)
        }
    }

    private mutating func call(_ name: String, _ arguments: [GoExpression]) -> String? {
        if arguments.count == 1, case .literal(.string(let text)) = arguments[0] {
            switch name {
            case "user":
                guard place != .variableDefault else { return nil }
                variables.insert(text)
                return variable(text)
            case "env": return place == .variableDefault ? "env(\"\(HCLText.escaped(text))\")" : nil
            case "build": return place == .step && HCLText.isIdentifier(text) ? "build.\(text)" : nil
            default: break
            }
        }
        // Defaults of variables may call nothing else.
        guard place != .variableDefault else { return nil }
        if arguments.isEmpty { return value(name) }
        var texts: [String] = []
        for argument in arguments {
            guard let text = hcl(argument) else { return nil }
            texts.append(text)
        }
        switch (name, texts.count) {
        case ("upper", 1), ("lower", 1): return "\(name)(\(texts[0]))"
        case ("isotime", 1): return "legacy_isotime(\(texts[0]))"
        case ("strftime", 1): return "legacy_strftime(\(texts[0]))"
        case ("replace_all", 3): return "replace(\(texts[2]), \(texts[0]), \(texts[1]))"
        case ("split", 3): return "split(\(texts[1]), \(texts[0]))[\(texts[2])]"
        default: return nil
        }
    }

    private func value(_ name: String) -> String? {
        switch name {
        case "build_name": place == .local ? nil : "source.name"
        case "build_type": place == .local ? nil : "source.type"
        case "template_dir": "abspath(path.root)"
        case "pwd": "path.cwd"
        case "packer_version": "packer.version"
        default: nil
        }
    }
}
