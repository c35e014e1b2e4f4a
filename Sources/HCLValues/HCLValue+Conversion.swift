extension HCLValue {
    /// The value as `target`, by the safe conversions (number to string, tuple to list …) and the ones that depend
    /// on the value (string to number, map to object …).
    ///
    /// Missing optional attributes become null; attributes the target does not know are dropped.
    public func converted(to target: HCLType) throws(ConversionError) -> HCLValue {
        var result = try convertedUnmarked(to: target)
        if isSensitive { result.isSensitive = true }
        return result
    }

    private func convertedUnmarked(to target: HCLType) throws(ConversionError) -> HCLValue {
        if type == target || target == .dynamic { return self }
        switch data {
        case .null:
            return .null(target.withoutOptionalAttributes)
        case .unknown:
            try checkConvertible(to: target)
            return .unknown(target.withoutOptionalAttributes)
        case .string(let text): return try Self.converted(text, to: target)
        case .number(let number):
            guard target == .string else { throw Self.mismatch(type, target) }
            return .string(number.text)
        case .bool(let flag):
            guard target == .string else { throw Self.mismatch(type, target) }
            return .string(flag ? "true" : "false")
        case .elements(let elements): return try convertedElements(elements, to: target)
        case .attributes(let attributes): return try convertedAttributes(attributes, to: target)
        }
    }

    private func checkConvertible(to target: HCLType) throws(ConversionError) {
        switch (type, target) {
        case (.dynamic, _), (.string, .number), (.string, .bool), (.map, .object), (.list, .tuple), (.set, .tuple):
            return
        default:
            let isPossible = type.convertsSafely(to: target) || (!type.isPrimitive && !target.isPrimitive)
            guard isPossible else { throw Self.mismatch(type, target) }
        }
    }

    // MARK: - Strings

    private static func converted(_ text: String, to target: HCLType) throws(ConversionError) -> HCLValue {
        switch target {
        case .number:
            guard let number = HCLNumber(text) else { throw ConversionError("a number is required") }
            return .number(number)
        case .bool:
            switch text {
            case "true", "1": return .bool(true)
            case "false", "0": return .bool(false)
            default: throw ConversionError("a bool is required\(boolHint(text))")
            }
        default: throw mismatch(.string, target)
        }
    }

    private static func boolHint(_ text: String) -> String {
        switch text {
        case "True", "TRUE": "; to convert from string, use lowercase \"true\""
        case "False", "FALSE": "; to convert from string, use lowercase \"false\""
        default: ""
        }
    }

    // MARK: - Lists, sets, tuples

    private func convertedElements(_ elements: [HCLValue], to target: HCLType) throws(ConversionError) -> HCLValue {
        switch target {
        case .list(let element):
            let (converted, element) = try Self.unified(elements, to: wanted(element))
            return .list(of: element, converted)
        case .set(let element):
            let (converted, element) = try Self.unified(elements, to: wanted(element))
            return .set(of: element, converted)
        case .tuple(let types):
            guard elements.count == types.count else {
                throw ConversionError("tuple of length \(types.count) is required")
            }
            var converted: [HCLValue] = []
            for (index, type) in types.enumerated() {
                converted.append(try Self.converted(elements[index], to: type, at: "[\(index)]"))
            }
            return .tuple(converted)
        case .string, .number, .bool, .map, .object, .dynamic: throw Self.mismatch(type, target)
        }
    }

    /// The type of the elements of a result that may be of any: a collection keeps its own, even if it is empty.
    private func wanted(_ element: HCLType) -> HCLType {
        element == .dynamic ? type.elementType ?? element : element
    }

    private static func unified(
        _ elements: [HCLValue], to wanted: HCLType
    ) throws(ConversionError) -> ([HCLValue], HCLType) {
        let first = try convertedEach(elements, to: wanted)
        guard !wanted.isWhollyKnown, let element = HCLType.unify(first.map(\.type)) else {
            guard wanted.isWhollyKnown else { throw ConversionError("all list elements must have the same type") }
            return (first, wanted.withoutOptionalAttributes)
        }
        return (try convertedEach(first, to: element), elements.isEmpty ? wanted : element)
    }

    private static func convertedEach(_ elements: [HCLValue], to type: HCLType) throws(ConversionError) -> [HCLValue] {
        var converted: [HCLValue] = []
        converted.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            converted.append(try Self.converted(element, to: type, at: "[\(index)]"))
        }
        return converted
    }

    private static func converted(
        _ value: HCLValue, to type: HCLType, at step: String
    ) throws(ConversionError) -> HCLValue {
        do { return try value.converted(to: type) } catch { throw error.inside(step) }
    }

    // MARK: - Maps, objects

    private func convertedAttributes(
        _ attributes: [String: HCLValue], to target: HCLType
    ) throws(ConversionError) -> HCLValue {
        switch target {
        case .map(let element): return try Self.map(attributes, of: wanted(element))
        case .object(let types, let optional):
            var converted: [String: HCLValue] = [:]
            var missing: [String] = []
            for (name, type) in types {
                if let value = attributes[name] {
                    converted[name] = try Self.converted(value, to: type, at: ".\(name)")
                } else if optional.contains(name) {
                    converted[name] = .null(type.withoutOptionalAttributes)
                } else {
                    missing.append("\"\(name)\"")
                }
            }
            guard missing.isEmpty else { throw Self.missingAttributes(missing.sorted()) }
            return .object(converted)
        case .string, .number, .bool, .list, .set, .tuple, .dynamic: throw Self.mismatch(type, target)
        }
    }

    private static func map(
        _ attributes: [String: HCLValue], of wanted: HCLType
    ) throws(ConversionError) -> HCLValue {
        var converted: [String: HCLValue] = [:]
        for (name, value) in attributes { converted[name] = try Self.converted(value, to: wanted, at: "[\"\(name)\"]") }
        guard !wanted.isWhollyKnown else { return .map(of: wanted.withoutOptionalAttributes, converted) }
        guard let element = HCLType.unify(converted.values.map(\.type)) else {
            throw ConversionError("all map elements must have the same type")
        }
        for (name, value) in converted { converted[name] = try Self.converted(value, to: element, at: "[\"\(name)\"]") }
        return .map(of: converted.isEmpty ? wanted : element, converted)
    }

    // MARK: - Messages

    private static func missingAttributes(_ names: [String]) -> ConversionError {
        guard names.count > 1 else { return ConversionError("attribute \(names[0]) is required") }
        let head = names.dropLast().joined(separator: ", ")
        return ConversionError("attributes \(head) and \(names[names.count - 1]) are required")
    }

    private static func mismatch(_ type: HCLType, _ target: HCLType) -> ConversionError {
        ConversionError("\(target.friendlyName) required")
    }
}
