extension HCLType {
    /// The type as messages name it: `list of string`, `object`, `dynamic`.
    public var friendlyName: String {
        switch self {
        case .string: "string"
        case .number: "number"
        case .bool: "bool"
        case .list(let element): "list of \(element.elementName)"
        case .set(let element): "set of \(element.elementName)"
        case .map(let element): "map of \(element.elementName)"
        case .tuple: "tuple"
        case .object: "object"
        case .dynamic: "dynamic"
        }
    }

    private var elementName: String {
        self == .dynamic ? "any single type" : friendlyName
    }

    /// The type as a `type` argument writes it: `list(string)`, `object({ a = number })`.
    public var expressionText: String {
        switch self {
        case .string, .number, .bool: friendlyName
        case .dynamic: "any"
        case .list(let element): "list(\(element.expressionText))"
        case .set(let element): "set(\(element.expressionText))"
        case .map(let element): "map(\(element.expressionText))"
        case .tuple(let elements): "tuple([\(elements.map(\.expressionText).joined(separator: ", "))])"
        case .object(let attributes, let optional):
            "object({\(Self.attributesText(attributes, optional))})"
        }
    }

    private static func attributesText(_ attributes: [String: HCLType], _ optional: Set<String>) -> String {
        attributes.sorted { $0.key < $1.key }.map { name, type in
            let text = type.expressionText
            return "\(name) = \(optional.contains(name) ? "optional(\(text))" : text)"
        }.joined(separator: ", ")
    }

    /// Whether it is a string, a number or a truth value.
    public var isPrimitive: Bool {
        switch self {
        case .string, .number, .bool: true
        case .list, .set, .map, .tuple, .object, .dynamic: false
        }
    }

    /// The element type of a list, set or map.
    public var elementType: HCLType? {
        switch self {
        case .list(let element), .set(let element), .map(let element): element
        case .string, .number, .bool, .tuple, .object, .dynamic: nil
        }
    }

    /// Whether `dynamic` stands nowhere in the type.
    public var isWhollyKnown: Bool {
        switch self {
        case .string, .number, .bool: true
        case .dynamic: false
        case .list(let element), .set(let element), .map(let element): element.isWhollyKnown
        case .tuple(let elements): elements.allSatisfy(\.isWhollyKnown)
        case .object(let attributes, _): attributes.values.allSatisfy(\.isWhollyKnown)
        }
    }

    /// The same type where every attribute of objects is required, as values have it.
    public var withoutOptionalAttributes: HCLType {
        switch self {
        case .string, .number, .bool, .dynamic: self
        case .list(let element): .list(element.withoutOptionalAttributes)
        case .set(let element): .set(element.withoutOptionalAttributes)
        case .map(let element): .map(element.withoutOptionalAttributes)
        case .tuple(let elements): .tuple(elements.map(\.withoutOptionalAttributes))
        case .object(let attributes, _): .object(attributes.mapValues(\.withoutOptionalAttributes))
        }
    }
}
