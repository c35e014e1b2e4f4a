extension HCLValue {
    /// The text of a known string.
    public var stringValue: String? {
        if case .string(let text) = data { text } else { nil }
    }

    /// The value of a known number.
    public var numberValue: HCLNumber? {
        if case .number(let number) = data { number } else { nil }
    }

    /// The value of a known truth value.
    public var boolValue: Bool? {
        if case .bool(let flag) = data { flag } else { nil }
    }

    /// The elements of a known list, set or tuple.
    public var elementValues: [HCLValue]? {
        if case .elements(let elements) = data { elements } else { nil }
    }

    /// The members of a known map or object.
    public var attributeValues: [String: HCLValue]? {
        if case .attributes(let attributes) = data { attributes } else { nil }
    }
}
