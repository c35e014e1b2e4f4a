/// A JSON value as the text had it: numbers keep their digits, objects their order and duplicates.
package indirect enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The number's exact text, such as `1e400` or `0.10`.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// A name and its value inside an object.
    package struct Member: Hashable, Sendable {
        package var name: String
        package var value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }
}

extension JSONValue {
    /// A whole number.
    package static func int(_ value: Int) -> JSONValue { .number(String(value)) }

    /// The text; `nil` if it is none, as for the others.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The boolean.
    package var bool: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    /// The number as an `Int`; `nil` if it is no number, has a fraction or exponent, or does not fit.
    package var int: Int? {
        if case .number(let text) = self { Int(text) } else { nil }
    }

    /// The number, rounded to what a `Double` can hold.
    package var double: Double? {
        if case .number(let text) = self { Double(text) } else { nil }
    }

    /// The elements of an array.
    package var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members of an object in the order of the text.
    package var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// Whether it is `null`.
    package var isNull: Bool { self == .null }

    /// The member of that name, the last one if there are several; `nil` also if this is no object.
    package subscript(name: String) -> JSONValue? {
        members?.last { $0.name == name }?.value
    }

    /// The element at that position; `nil` if there is none or this is no array.
    package subscript(index: Int) -> JSONValue? {
        guard let elements = array, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The name that stands twice in this object, if there is one.
    package var duplicateName: String? {
        var seen: Set<String> = []
        return members?.first { !seen.insert($0.name).inserted }?.name
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(nilLiteral: ()) { self = .null }

    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}
