import HCLValues

/// A type as a user asks for it, with the defaults of its optional attributes.
public struct TypeConstraint: Sendable {
    /// The type that values are converted to.
    public var type: HCLType
    var defaults: TypeDefaults

    init(type: HCLType, defaults: TypeDefaults) {
        self.type = type
        self.defaults = defaults
    }

    /// A type without optional attributes.
    public init(type: HCLType) {
        self.init(type: type, defaults: TypeDefaults())
    }

    /// Any type at all.
    public static let any = TypeConstraint(type: .dynamic, defaults: TypeDefaults())

    /// The value with defaults for missing and null optional attributes, converted to the type.
    public func converted(_ value: HCLValue) throws(ConversionError) -> HCLValue {
        try defaults.applied(to: value).converted(to: type)
    }
}

/// The defaults of optional attributes at one level of a type, and below.
struct TypeDefaults: Sendable {
    var values: [String: HCLValue] = [:]
    /// Of attributes of objects, and of elements of tuples by their number.
    var attributes: [String: TypeDefaults] = [:]
    /// Of every element of a list, set or map; at most one.
    var element: [TypeDefaults] = []

    var isEmpty: Bool { values.isEmpty && attributes.isEmpty && element.isEmpty }

    func applied(to value: HCLValue) -> HCLValue {
        guard !isEmpty else { return value }
        switch value.data {
        case .null, .unknown, .string, .number, .bool: return value
        case .elements(let elements):
            let applied = elements.enumerated().map { child("\($0.offset)")?.applied(to: $0.element) ?? $0.element }
            return HCLValue.tuple(applied).marked(value.isSensitive)
        case .attributes(let given):
            var result = given
            for (name, fallback) in values where result[name]?.isNull ?? true {
                result[name] = fallback.marked(result[name]?.isSensitive ?? false)
            }
            for (name, attribute) in result {
                if let defaults = child(name) { result[name] = defaults.applied(to: attribute) }
            }
            return HCLValue.object(result).marked(value.isSensitive)
        }
    }

    private func child(_ name: String) -> TypeDefaults? { attributes[name] ?? element.first }
}
