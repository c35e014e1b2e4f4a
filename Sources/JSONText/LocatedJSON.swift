/// A JSON value with the place of each of its parts, for texts that people write and that diagnostics point into.
package struct LocatedJSON: Sendable {
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
        package var name: String
        /// The quoted name.
        package var nameRange: Range<Int>
        package var value: LocatedJSON
    }

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

    package var string: String? {
        if case .string(let text) = kind { text } else { nil }
    }

    package var array: [LocatedJSON]? {
        if case .array(let elements) = kind { elements } else { nil }
    }

    /// The members of an object in the order of the text, duplicates included.
    package var members: [Member]? {
        if case .object(let members) = kind { members } else { nil }
    }

    package var isNull: Bool {
        if case .null = kind { true } else { false }
    }
}
