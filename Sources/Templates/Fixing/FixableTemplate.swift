import JSONText

/// A legacy template as plain values, for changes that need no understanding of the components.
package struct FixableTemplate {
    typealias Object = [String: JSONValue]

    var root: Object

    /// - Parameter value: an object; of names that stand twice the last counts.
    package init?(_ value: JSONValue) {
        guard let root = value.object else { return nil }
        self.root = root
    }

    /// The template with the names of all objects sorted.
    package var value: JSONValue { JSONValue.object(root).sorted }

    mutating func editBuilders(_ edit: (inout Object) -> Void) {
        editList("builders", edit)
    }

    mutating func editProvisioners(_ edit: (inout Object) -> Void) {
        editList("provisioners", edit)
    }

    /// Changes every post-processor that is an object, those in sequences too.
    mutating func editPostProcessors(_ edit: (inout Object) -> Void) {
        guard let elements = root["post-processors"]?.array else { return }
        root["post-processors"] = .array(
            elements.map { element in
                guard let steps = element.array else { return element.edited(edit) }
                return .array(steps.map { $0.edited(edit) })
            })
    }

    private mutating func editList(_ name: String, _ edit: (inout Object) -> Void) {
        guard let elements = root[name]?.array else { return }
        root[name] = .array(elements.map { $0.edited(edit) })
    }
}

extension JSONValue {
    typealias Object = FixableTemplate.Object

    /// The members by name; `nil` if this is no object.
    var object: Object? {
        members.map { Dictionary($0.map { ($0.name, $0.value) }) { _, last in last } }
    }

    static func object(_ object: Object) -> JSONValue {
        .object(object.sorted { $0.key < $1.key }.map { Member($0.key, $0.value) })
    }

    /// An object with a change made to it; anything else as it is.
    func edited(_ edit: (inout Object) -> Void) -> JSONValue {
        guard var object = object else { return self }
        edit(&object)
        return .object(object)
    }

    fileprivate var sorted: JSONValue {
        switch self {
        case .array(let elements): .array(elements.map(\.sorted))
        case .object: .object((object ?? [:]).mapValues(\.sorted))
        case .null, .bool, .number, .string: self
        }
    }
}

extension FixableTemplate.Object {
    var type: String { self["type"]?.string ?? "" }

    /// Moves a value to another name, over whatever is there.
    mutating func move(_ old: String, to new: String) {
        guard let value = removeValue(forKey: old) else { return }
        self[new] = value
    }

    /// Moves a value to another name, unless that has one: then the old value is dropped.
    mutating func yield(_ old: String, to new: String) {
        guard let value = removeValue(forKey: old), self[new] == nil else { return }
        self[new] = value
    }
}
