import HCLValues

extension String: OptionValue {
    public static var optionType: OptionType { .string }

    public init(option value: HCLValue, render: (String) throws -> String) throws {
        switch value.data {
        case .string(let text): self = try render(text)
        case .number(let number): self = number.text
        case .bool(let flag): self = flag ? "true" : "false"
        case .null, .unknown, .elements, .attributes: throw OptionMismatch.wanted("a string", value)
        }
    }
}

extension Int: OptionValue {
    public static var optionType: OptionType { .integer }

    public init(option value: HCLValue, render: (String) throws -> String) throws {
        let number = try HCLNumber(option: value, render: render)
        guard let whole = number.exactInt else {
            throw OptionMismatch("must be a whole number, but is \(number.text).")
        }
        self = whole
    }
}

extension Double: OptionValue {
    public static var optionType: OptionType { .number }

    public init(option value: HCLValue, render: (String) throws -> String) throws {
        self = try HCLNumber(option: value, render: render).double
    }
}

extension HCLNumber {
    /// Reads numbers, numbers in quotes, and booleans as 0 and 1.
    fileprivate init(option value: HCLValue, render: (String) throws -> String) throws {
        switch value.data {
        case .number(let number): self = number
        case .bool(let flag): self = flag ? 1 : 0
        case .string(let text):
            let rendered = try render(text)
            guard let number = rendered.isEmpty ? HCLNumber(0) : HCLNumber(rendered) else {
                throw OptionMismatch("must be a number, but is the text \"\(rendered)\".")
            }
            self = number
        case .null, .unknown, .elements, .attributes: throw OptionMismatch.wanted("a number", value)
        }
    }
}

extension Bool: OptionValue {
    public static var optionType: OptionType { .bool }

    public init(option value: HCLValue, render: (String) throws -> String) throws {
        switch value.data {
        case .bool(let flag): self = flag
        case .number(let number): self = number != 0
        case .string(let text): self = try Bool(optionText: render(text))
        case .null, .unknown, .elements, .attributes: throw OptionMismatch.wanted("a boolean", value)
        }
    }

    private init(optionText text: String) throws {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": self = true
        case "", "0", "f", "F", "false", "FALSE", "False": self = false
        default: throw OptionMismatch("must be true or false, but is the text \"\(text)\".")
        }
    }
}

extension Duration: OptionValue {
    public static var optionType: OptionType { .duration }

    public init(option value: HCLValue, render: (String) throws -> String) throws {
        switch value.data {
        case .string(let text):
            let rendered = try render(text)
            guard let duration = rendered.isEmpty ? GoDuration(seconds: 0) : GoDuration(rendered) else {
                throw OptionMismatch(
                    "must be a duration such as \"90s\" or \"1h30m\", but is the text \"\(rendered)\".")
            }
            self = duration.duration
        case .number(let number):
            // Zero is the one number whose unit does not matter; the peer takes others for nanoseconds.
            guard let nanoseconds = number.exactInt else {
                throw OptionMismatch("must be a duration such as \"90s\", but is the number \(number.text).")
            }
            self = .nanoseconds(nanoseconds)
        case .null, .unknown, .bool, .elements, .attributes: throw OptionMismatch.wanted("a duration", value)
        }
    }
}

extension Array: OptionValue where Element: OptionValue {
    public static var optionType: OptionType { .list(Element.optionType) }

    public init(option value: HCLValue, render: (String) throws -> String) throws {
        guard let elements = value.elementValues else {
            self = [try Element(option: value, render: render)]
            return
        }
        self = try elements.enumerated().map { index, element in
            guard !element.isNull else { throw OptionMismatch("has a null at position \(index).") }
            return try OptionMismatch.within("at position \(index)") {
                try Element(option: element, render: render)
            }
        }
    }
}

extension Dictionary: OptionValue where Key == String, Value: OptionValue {
    public static var optionType: OptionType { .map(Value.optionType) }

    public init(option value: HCLValue, render: (String) throws -> String) throws {
        guard let attributes = value.attributeValues else { throw OptionMismatch.wanted("a map", value) }
        self = [:]
        for (name, element) in attributes where !element.isNull {
            self[name] = try OptionMismatch.within("at key \"\(name)\"") {
                try Value(option: element, render: render)
            }
        }
    }
}

extension HCLValue: OptionValue {
    public static var optionType: OptionType { .any }

    /// The value as it is: whoever wants one renders its strings.
    public init(option value: HCLValue, render: (String) throws -> String) throws {
        self = value
    }
}

extension OptionMismatch {
    /// The value is of a kind that cannot be read as `kind`; never shows the value itself.
    static func wanted(_ kind: String, _ value: HCLValue) -> OptionMismatch {
        OptionMismatch(
            "must be \(kind), but is \(value.isUnknown ? "not known yet" : "of type \(value.type.friendlyName)").")
    }

    /// Says where inside the option a mismatch is.
    static func within<Value>(_ place: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let mismatch as OptionMismatch {
            throw OptionMismatch("\(place) \(mismatch.message)")
        }
    }
}
