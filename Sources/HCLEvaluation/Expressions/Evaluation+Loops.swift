import HCLSyntax
import HCLValues

/// The elements of a collection in the order of iteration.
struct IterationSource {
    var entries: [(key: HCLValue, value: HCLValue)]
    var isSensitive: Bool

    /// Elements count from 0, maps go in the order of their keys, and in sets an element is its own key.
    init?(_ value: HCLValue) {
        isSensitive = value.isSensitive
        switch value.data {
        case .elements(let elements):
            if case .set = value.type {
                entries = elements.map { ($0, $0) }
            } else {
                entries = elements.enumerated().map { (.number($0.offset), $0.element) }
            }
        case .attributes(let attributes):
            entries = attributes.sorted { $0.key < $1.key }.map { (.string($0.key), $0.value) }
        default: return nil
        }
        guard isSensitive else { return }
        entries = entries.map { ($0.key.marked(), $0.value.marked()) }
    }
}

extension Evaluation {
    /// The elements to iterate over; `nil` if they are unknown, or after a report.
    mutating func iterated(_ collection: HCLExpression) -> IterationSource? {
        let count = diagnostics.count
        let value = value(of: collection)
        guard diagnostics.count == count, !value.isUnknown else { return nil }
        guard !value.isNull else {
            report("Iteration over null value", "A null value has no elements to go through.", at: collection)
            return nil
        }
        guard let source = IterationSource(value) else {
            report(
                "Iteration over non-iterable value",
                "The value is a \(value.type.friendlyName); a list, set, tuple, map or object is needed.",
                at: collection)
            return nil
        }
        return source
    }

    mutating func forEach(_ loop: HCLForExpression, _ whole: HCLExpression) -> HCLValue {
        guard let source = iterated(loop.collection) else { return .unknown() }
        var result = ForResult()
        for entry in source.entries where !isHopeless {
            binding([(loop.keyName, entry.key), (loop.valueName, entry.value)]) { $0.step(loop, &result) }
        }
        return result.value(of: loop).marked(source.isSensitive || result.isSensitive)
    }

    private struct ForResult {
        var elements: [HCLValue] = []
        var attributes: [String: HCLValue] = [:]
        var groups: [String: [HCLValue]] = [:]
        var isKnown = true
        var isSensitive = false

        func value(of loop: HCLForExpression) -> HCLValue {
            guard isKnown else { return .unknown() }
            guard loop.key != nil else { return .tuple(elements) }
            return .object(loop.groups ? groups.mapValues { .tuple($0) } : attributes)
        }
    }

    private mutating func step(_ loop: HCLForExpression, _ result: inout ForResult) {
        if let test = loop.condition {
            guard let condition = condition(test) else { return result.isKnown = false }
            result.isSensitive = result.isSensitive || condition.isSensitive
            guard let flag = condition.boolValue else { return result.isKnown = false }
            guard flag else { return }
        }
        guard let keyExpression = loop.key else { return result.elements.append(value(of: loop.value)) }
        let count = diagnostics.count
        let key = value(of: keyExpression)
        let element = value(of: loop.value)
        result.isSensitive = result.isSensitive || key.isSensitive
        guard diagnostics.count == count else { return result.isKnown = false }
        guard case .known(let name) = string(ofKey: key, keyExpression, nullSummary: "Invalid object key") else {
            return result.isKnown = false
        }
        if loop.groups {
            result.groups[name, default: []].append(element)
        } else if result.attributes.updateValue(element, forKey: name) != nil {
            result.isKnown = false
            report(
                "Duplicate object key",
                "Two elements have the key \"\(key.isSensitive ? "(sensitive value)" : name)\". Write \"...\" after the "
                    + "value to group the values of equal keys.", at: keyExpression)
        }
    }
}
