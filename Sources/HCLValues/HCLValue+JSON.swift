import JSONText

extension HCLValue {
    /// The value that JSON text stands for: objects and tuples, the last of duplicate names winning.
    package init(json: JSONValue) throws(ConversionError) {
        switch json {
        case .null: self = .null()
        case .bool(let flag): self = .bool(flag)
        case .string(let text): self = .string(text)
        case .number(let text):
            guard let number = HCLNumber(text) else {
                throw ConversionError("the number is outside the range that can be represented")
            }
            self = .number(number)
        case .array(let elements):
            var values: [HCLValue] = []
            for element in elements { values.append(try HCLValue(json: element)) }
            self = .tuple(values)
        case .object(let members):
            var values: [String: HCLValue] = [:]
            for member in members { values[member.name.normalizedForm] = try HCLValue(json: member.value) }
            self = .object(values)
        }
    }

    /// The value as JSON, names sorted; marks are the caller's business.
    ///
    /// - Throws: `ConversionError` if something in it is unknown.
    package func jsonValue() throws(ConversionError) -> JSONValue {
        switch data {
        case .null: return .null
        case .unknown: throw ConversionError("the value is not known yet")
        case .string(let text): return .string(text)
        case .number(let number): return .number(number.text)
        case .bool(let flag): return .bool(flag)
        case .elements(let elements):
            var values: [JSONValue] = []
            for element in elements { values.append(try element.jsonValue()) }
            return .array(values)
        case .attributes(let attributes):
            var members: [JSONValue.Member] = []
            for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
                members.append(JSONValue.Member(name, try value.jsonValue()))
            }
            return .object(members)
        }
    }
}
