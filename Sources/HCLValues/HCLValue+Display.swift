import GoTemplate

extension HCLValue {
    /// The value as `inspect` and `console` show it: strings raw at the top and quoted inside, one element a line;
    /// `<sensitive>` and `<unknown>` for what cannot be shown.
    ///
    /// What is sensitive of a collection is its elements: their number and keys are shown.
    public var displayText: String {
        if !isWhollyKnown { return "<unknown>" }
        switch data {
        case .elements, .attributes: return nestedText(indentation: 0, isHidden: false)
        case .string(let text) where !isSensitive: return text
        case .null, .unknown, .string, .number, .bool:
            return isSensitive ? Self.hidden : nestedText(indentation: 0, isHidden: false)
        }
    }

    private static let hidden = "<sensitive>"

    private func nestedText(indentation: Int, isHidden: Bool) -> String {
        let isHidden = isHidden || isSensitive
        let inner = String(repeating: " ", count: indentation + 2)
        let outer = String(repeating: " ", count: indentation)
        switch data {
        case .elements(let elements):
            if elements.isEmpty { return "[]" }
            let lines = elements.map { inner + $0.nestedText(indentation: indentation + 2, isHidden: isHidden) + ",\n" }
            return "[\n" + lines.joined() + outer + "]"
        case .attributes(let attributes):
            if attributes.isEmpty { return "{}" }
            let lines = attributes.sorted { $0.key < $1.key }.map {
                "\(inner)\($0.key.goQuoted) = \($0.value.nestedText(indentation: indentation + 2, isHidden: isHidden))\n"
            }
            return "{\n" + lines.joined() + outer + "}"
        case .null, .unknown, .string, .number, .bool:
            return isHidden ? Self.hidden.goQuoted : leafText
        }
    }

    private var leafText: String {
        switch data {
        case .null: "null"
        case .string(let text): text.goQuoted
        case .number(let number): number.displayText
        case .bool(let flag): flag ? "true" : "false"
        case .unknown, .elements, .attributes: "<unknown>"
        }
    }
}

extension HCLNumber {
    /// Whole machine integers in full, everything else as Go's `%g` of the nearest double.
    var displayText: String {
        exactInt.map(String.init) ?? double.goShortest
    }
}
