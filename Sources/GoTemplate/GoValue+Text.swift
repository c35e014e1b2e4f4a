extension GoValue {
    /// The text that `{{ }}` and `%v` write.
    public var goText: String {
        switch self {
        case .none: "<no value>"
        case .string(let text): text
        case .int(let value): String(value)
        case .double(let value): value.goShortest
        case .bool(let flag): flag ? "true" : "false"
        case .list(let elements): "[\(elements.map(\.nestedText).joined(separator: " "))]"
        case .map(let members):
            "map[\(members.sorted { $0.key < $1.key }.map { "\($0):\($1.nestedText)" }.joined(separator: " "))]"
        }
    }

    private var nestedText: String { self == .none ? "<nil>" : goText }

    /// The type's name in messages.
    var goTypeName: String {
        switch self {
        case .none: "nil"
        case .string: "string"
        case .int: "int"
        case .double: "float64"
        case .bool: "bool"
        case .list: "[]interface {}"
        case .map: "map[string]interface {}"
        }
    }

    /// Whether `if` takes it for true: neither zero nor empty.
    var isTrue: Bool {
        switch self {
        case .none: false
        case .string(let text): !text.isEmpty
        case .int(let value): value != 0
        case .double(let value): value != 0
        case .bool(let flag): flag
        case .list(let elements): !elements.isEmpty
        case .map(let members): !members.isEmpty
        }
    }
}
