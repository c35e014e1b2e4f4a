import Diagnostics
import HCLSyntax
import HCLValues

extension Evaluation {
    mutating func access(_ base: HCLExpression, _ steps: [HCLAccess], _ whole: HCLExpression) -> HCLValue {
        let count = diagnostics.count
        let start = value(of: base)
        guard diagnostics.count == count else { return .unknown() }
        return follow(steps[...], from: start, whole)
    }

    private mutating func follow(
        _ steps: ArraySlice<HCLAccess>, from start: HCLValue, _ whole: HCLExpression
    ) -> HCLValue {
        var current = start
        for step in steps {
            let count = diagnostics.count
            let next: HCLValue =
                switch step.kind {
                case .attribute(let name): attribute(name, of: current, step, whole)
                case .index(let key): index(value(of: key), of: current, step, whole)
                case .splat(let inner): splat(inner, over: current, step, whole)
                }
            guard diagnostics.count == count else { return .unknown() }
            current = next.marked(current.isSensitive)
        }
        return current
    }

    private mutating func attribute(
        _ name: String, of value: HCLValue, _ step: HCLAccess, _ whole: HCLExpression
    ) -> HCLValue {
        guard !value.isNull else {
            return fail(
                "Attempt to get attribute from null value", "This value is null: it has no attributes.", step, whole)
        }
        switch value.type {
        case .dynamic: return .unknown()
        case .object(let types, _):
            guard let type = types[name] else { return missing(name, among: types.keys, step, whole) }
            return value.isUnknown ? .unknown(type) : value.attributeValues?[name] ?? .unknown(type)
        case .map(let type):
            guard !value.isUnknown else { return .unknown(type) }
            guard let element = value.attributeValues?[name] else {
                return fail("Missing map element", "This map has no element with the key \"\(name)\".", step, whole)
            }
            return element
        case .list, .tuple, .set:
            return fail(
                "Unsupported attribute",
                "This is \(value.type.friendlyName), which has no attributes. Did you mean one element, [0], or all, "
                    + "[*]?", step, whole)
        case .string, .number, .bool:
            return fail(
                "Unsupported attribute", "This is a \(value.type.friendlyName), which has no attributes.", step, whole)
        }
    }

    private mutating func missing(
        _ name: String, among known: some Sequence<String>, _ step: HCLAccess, _ whole: HCLExpression
    ) -> HCLValue {
        let hint = Suggestion.nearest(to: name, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
        if let noun = noun(of: step, whole) {
            return fail("Unsupported attribute", "There is no \(noun) named \"\(name)\".\(hint)", step, whole)
        }
        return fail(
            "Unsupported attribute", "This object does not have an attribute named \"\(name)\".\(hint)", step, whole)
    }

    /// What the first step of a root object names, such as an input variable.
    private func noun(of step: HCLAccess, _ whole: HCLExpression) -> String? {
        guard case .access(let base, let steps) = whole.kind, case .variable(let root) = base.kind,
            steps.first?.span.start == step.span.start, !scope.bindings.contains(where: { $0.name == root })
        else { return nil }
        return scope.nouns[root]
    }

    private mutating func index(
        _ key: HCLValue, of value: HCLValue, _ step: HCLAccess, _ whole: HCLExpression
    ) -> HCLValue {
        guard !value.isNull else {
            return fail("Attempt to index null value", "This value is null: it has no elements.", step, whole)
        }
        guard !key.isNull else { return fail("Invalid index", "The index is null.", step, whole) }
        let element: HCLValue
        switch value.type {
        case .dynamic: element = .unknown()
        case .list, .tuple: element = elementAt(key, of: value, step, whole)
        case .map, .object: element = elementNamed(key, of: value, step, whole)
        case .set:
            return fail("Invalid index", "The elements of a set have no index. Convert it with tolist.", step, whole)
        case .string, .number, .bool:
            return fail("Invalid index", "This is a \(value.type.friendlyName), which has no elements.", step, whole)
        }
        return element.marked(key.isSensitive)
    }

    private mutating func elementAt(
        _ key: HCLValue, of value: HCLValue, _ step: HCLAccess, _ whole: HCLExpression
    ) -> HCLValue {
        // Whatever is no number cannot be an index: the message says so for every reason alike.
        guard let position = try? key.converted(to: .number) else {
            return fail("Invalid index", "The index of a list must be a number.", step, whole)
        }
        let elementType = value.type.elementType ?? .dynamic
        guard !position.isUnknown, !value.isUnknown, let elements = value.elementValues else {
            return .unknown(elementType)
        }
        guard let place = position.numberValue?.exactInt else {
            return fail("Invalid index", "The index of a list must be a whole number.", step, whole)
        }
        guard elements.indices.contains(place) else {
            guard !key.isSensitive, !value.isSensitive else {
                return fail("Invalid index", "There is no element with this index, which is sensitive.", step, whole)
            }
            let detail =
                place < 0
                ? "The index is negative; elements count from 0."
                : "There is no element \(place): the collection has \(elements.count), counted from 0."
            return fail("Invalid index", detail, step, whole)
        }
        return elements[place]
    }

    private mutating func elementNamed(
        _ key: HCLValue, of value: HCLValue, _ step: HCLAccess, _ whole: HCLExpression
    ) -> HCLValue {
        // As with numbers: one message for all that is no string.
        guard let name = try? key.converted(to: .string) else {
            return fail("Invalid index", "The index of a map or object must be a string.", step, whole)
        }
        guard !name.isUnknown, let attributes = value.attributeValues, let text = name.stringValue else {
            return .unknown(value.type.elementType ?? .dynamic)
        }
        guard let element = attributes[text] else {
            guard !key.isSensitive, !value.isSensitive else {
                return fail("Invalid index", "There is no element with this key, which is sensitive.", step, whole)
            }
            let hint = Suggestion.nearest(to: text, among: attributes.keys).map { " Did you mean \"\($0)\"?" } ?? ""
            return fail("Invalid index", "There is no element with the key \"\(text)\".\(hint)", step, whole)
        }
        return element
    }

    /// Applies steps to every element; a single value counts as one element, and its null as none.
    private mutating func splat(
        _ steps: [HCLAccess], over value: HCLValue, _ step: HCLAccess, _ whole: HCLExpression
    ) -> HCLValue {
        let isSequence = value.type.isSequence
        guard !value.isNull else {
            return isSequence
                ? fail("Splat of null value", "This value is null: it has no elements.", step, whole) : .tuple([])
        }
        guard value.type != .dynamic else { return .unknown() }
        guard !(isSequence && value.isUnknown) else { return .unknown() }
        let elements = isSequence ? value.elementValues ?? [] : [value]
        var results: [HCLValue] = []
        for element in elements {
            let count = diagnostics.count
            results.append(follow(steps[...], from: element, whole).marked(value.isSensitive))
            guard diagnostics.count == count else { return .unknown() }
        }
        return collected(results, from: value.type)
    }

    private func collected(_ results: [HCLValue], from type: HCLType) -> HCLValue {
        switch type {
        case .list, .set:
            guard let element = results.first?.type, results.allSatisfy({ $0.type == element }) else {
                return .tuple(results)
            }
            return .list(of: element, results)
        default: return .tuple(results)
        }
    }

    private mutating func fail(
        _ summary: String, _ detail: String, _ step: HCLAccess, _ whole: HCLExpression
    ) -> HCLValue {
        report(summary, detail, at: whole, range: step.range)
        return .unknown()
    }
}

extension HCLType {
    var isSequence: Bool {
        switch self {
        case .list, .set, .tuple: true
        case .string, .number, .bool, .map, .object, .dynamic: false
        }
    }
}
