import Diagnostics
import HCLSyntax
import HCLValues

extension EvaluationScope {
    /// The variables of an expression with their values in words, as diagnostics show them: each once, at most
    /// eight, secrets masked, and none that is unknown.
    public func namedValues(in expression: HCLExpression) -> [Diagnostic.NamedValue] {
        var seen: Set<String> = []
        var result: [Diagnostic.NamedValue] = []
        for reference in expression.references where result.count < 8 {
            let name = reference.text
            guard seen.insert(name).inserted, let value = value(of: reference), let words = value.words else {
                continue
            }
            result.append(Diagnostic.NamedValue(name: name, value: words))
        }
        return result
    }

    /// A few words for a value as diagnostics show it; `nil` for an unknown one, and a mask for a sensitive one.
    public static func words(for value: HCLValue) -> String? {
        value.words
    }

    private func value(of reference: HCLReference) -> HCLValue? {
        guard var value = variable(reference.root),
            !reference.steps.isEmpty || bindings.contains(where: { $0.name == reference.root })
        else { return nil }
        for step in reference.steps {
            let next: HCLValue? =
                switch step {
                case .attribute(let name), .index(let name): value.attributeValues?[name]
                case .number(let text): value.element(text)
                }
            guard let next else { return nil }
            value = next.marked(value.isSensitive)
        }
        return value
    }
}

extension HCLValue {
    fileprivate func element(_ text: String) -> HCLValue? {
        guard let index = Int(text), let elements = elementValues, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// A few words for a value: primitive values as written, collections by their size.
    fileprivate var words: String? {
        if containsSensitive { return "(sensitive value)" }
        switch data {
        case .unknown: return nil
        case .null: return "null"
        case .string(let text): return text.count > 60 ? "\"\(text.prefix(57))...\"" : "\"\(text)\""
        case .number(let number): return number.text
        case .bool(let flag): return flag ? "true" : "false"
        case .elements(let elements): return "\(type.friendlyName) with \(counted(elements.count, "element"))"
        case .attributes(let attributes): return "\(type.friendlyName) with \(counted(attributes.count, "attribute"))"
        }
    }

    private func counted(_ count: Int, _ noun: String) -> String {
        count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }
}
