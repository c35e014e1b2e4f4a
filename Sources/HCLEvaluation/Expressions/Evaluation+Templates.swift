import HCLSyntax
import HCLValues

extension Evaluation {
    mutating func template(_ parts: [HCLTemplatePart]) -> HCLValue {
        var text = TemplateText()
        append(parts, to: &text)
        return (text.isKnown ? HCLValue.string(text.text) : .unknown(.string)).marked(text.isSensitive)
    }

    private struct TemplateText {
        var text = ""
        var isKnown = true
        var isSensitive = false
        var isTooLong: Bool { text.utf8.count > HCLValue.weightLimit }
    }

    private mutating func append(_ parts: [HCLTemplatePart], to result: inout TemplateText) {
        for part in parts where !result.isTooLong {
            switch part {
            case .literal(let text): result.text += text
            case .interpolation(let expression): append(expression, to: &result)
            case .conditional(let conditional): append(conditional, to: &result)
            case .loop(let loop): append(loop, to: &result)
            }
        }
    }

    private mutating func append(_ expression: HCLExpression, to result: inout TemplateText) {
        let count = diagnostics.count
        let value = value(of: expression)
        result.isSensitive = result.isSensitive || value.containsSensitive
        guard diagnostics.count == count, !value.isUnknown else { return result.isKnown = false }
        guard !value.isNull else {
            result.isKnown = false
            return report(
                "Invalid template interpolation value", "The value is null, which cannot be part of a string.",
                at: expression)
        }
        // The conversion's own words add nothing to the type.
        if let text = (try? value.converted(to: .string))?.stringValue {
            result.text += text
        } else {
            result.isKnown = false
            report(
                "Invalid template interpolation value",
                "The value is \(value.type.friendlyName), which cannot be part of a string.", at: expression)
        }
    }

    private mutating func append(_ conditional: HCLTemplateConditional, to result: inout TemplateText) {
        guard let condition = condition(conditional.condition) else { return result.isKnown = false }
        result.isSensitive = result.isSensitive || condition.isSensitive
        guard let flag = condition.boolValue else { return result.isKnown = false }
        append(flag ? conditional.then : conditional.otherwise, to: &result)
    }

    private mutating func append(_ loop: HCLTemplateLoop, to result: inout TemplateText) {
        guard let source = iterated(loop.collection) else { return result.isKnown = false }
        result.isSensitive = result.isSensitive || source.isSensitive
        for entry in source.entries where !isHopeless && !result.isTooLong {
            binding([(loop.keyName, entry.key), (loop.valueName, entry.value)]) { $0.append(loop.body, to: &result) }
        }
    }
}
