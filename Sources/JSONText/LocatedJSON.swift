/// A JSON value with the place of each of its parts, for texts that people write and that diagnostics point into.
package struct LocatedJSON: Sendable {
    /// The value, with the places of its parts.
    package indirect enum Kind: Sendable {
        case null
        case bool(Bool)
        /// The number's exact text.
        case number(String)
        case string(String)
        case array([LocatedJSON])
        case object([Member])
    }

    /// A name and its value inside an object.
    package struct Member: Sendable {
        /// Without quotes and escapes.
        package var name: String
        /// The quoted name.
        package var nameRange: Range<Int>
        /// Its value, with its places.
        package var value: LocatedJSON
    }

    /// The value, with the places of its parts.
    package var kind: Kind
    /// Byte offsets of the value, brackets and quotes included.
    package var range: Range<Int>

    /// The value without its places.
    package var value: JSONValue {
        switch kind {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .number(let text): .number(text)
        case .string(let text): .string(text)
        case .array(let elements): .array(elements.map(\.value))
        case .object(let members): .object(members.map { JSONValue.Member($0.name, $0.value.value) })
        }
    }

    /// What kind of value it is, in words: `an object`.
    package var kindName: String {
        switch kind {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// The text; `nil` if it is none.
    package var string: String? {
        if case .string(let text) = kind { text } else { nil }
    }

    /// The elements; `nil` if it is no array.
    package var array: [LocatedJSON]? {
        if case .array(let elements) = kind { elements } else { nil }
    }

    /// The members of an object in the order of the text, duplicates included.
    package var members: [Member]? {
        if case .object(let members) = kind { members } else { nil }
    }

    /// Whether it is `null`.
    package var isNull: Bool {
        if case .null = kind { true } else { false }
    }
}
