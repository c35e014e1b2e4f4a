import GoTemplate

extension HCLValue {
    /// The value as `inspect` and `console` show it: strings raw at the top and quoted inside, one element a line;
    /// `<sensitive>` and `<unknown>` for what cannot be shown.
    public var displayText: String {
        if containsSensitive { return "<sensitive>" }
        if !isWhollyKnown { return "<unknown>" }
        if case .string(let text) = data { return text }
        return nestedText(indentation: 0)
    }

    private func nestedText(indentation: Int) -> String {
        let inner = String(repeating: " ", count: indentation + 2)
        let outer = String(repeating: " ", count: indentation)
        switch data {
        case .null: return "null"
        case .unknown: return "<unknown>"
        case .string(let text): return text.goQuoted
        case .number(let number): return number.displayText
        case .bool(let flag): return flag ? "true" : "false"
        case .elements(let elements):
            if elements.isEmpty { return "[]" }
            let lines = elements.map { inner + $0.nestedText(indentation: indentation + 2) + ",\n" }
            return "[\n" + lines.joined() + outer + "]"
        case .attributes(let attributes):
            if attributes.isEmpty { return "{}" }
            let lines = attributes.sorted { $0.key < $1.key }.map {
                "\(inner)\($0.key.goQuoted) = \($0.value.nestedText(indentation: indentation + 2))\n"
            }
            return "{\n" + lines.joined() + outer + "}"
        }
    }
}

extension HCLNumber {
    /// Whole machine integers in full, everything else as Go's `%g` of the nearest double.
    var displayText: String {
        exactInt.map(String.init) ?? double.goShortest
    }
}
