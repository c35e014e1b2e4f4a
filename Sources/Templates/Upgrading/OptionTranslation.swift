import ComponentAPI
import JSONText

/// Writes the options of a component as the inside of its block.
struct OptionTranslation {
    var translation: ActionTranslation
    private(set) var lines: [String] = []
    /// Names of options that the native syntax has no way to write.
    private(set) var unwritable: [String] = []

    init(_ translation: ActionTranslation) {
        self.translation = translation
    }

    /// - Parameter declarations: those of a component that is known; otherwise the shape of a value decides whether it
    ///   becomes an argument or blocks.
    mutating func add(_ members: [LocatedJSON.Member], _ declarations: [OptionDeclaration]?) {
        for member in members where !member.value.isNull {
            let name = declarations == nil ? member.name : member.name.lowercased()
            guard HCLText.isIdentifier(name) else {
                unwritable.append(name)
                continue
            }
            let type = declarations?.first { $0.name == name }?.type
            switch type {
            case .block(let inner), .list(.block(let inner)): addBlocks(name, member.value, inner)
            case nil where declarations == nil && Self.isBlock(member.value): addBlocks(name, member.value, nil)
            default: lines.append("\(name) = \(value(member.value))")
            }
        }
    }

    /// Objects of objects, and lists of objects, are mostly blocks in components that are not known.
    private static func isBlock(_ node: LocatedJSON) -> Bool {
        if let members = node.members {
            return members.contains { $0.value.members != nil || $0.value.array != nil }
        }
        return node.array.map { !$0.isEmpty && $0.allSatisfy { $0.members != nil } } ?? false
    }

    private mutating func addBlocks(_ name: String, _ node: LocatedJSON, _ declarations: [OptionDeclaration]?) {
        for element in node.array ?? [node] {
            guard let members = element.members else {
                lines.append("\(name) = \(value(node))")
                return
            }
            lines.append("\(name) {")
            add(members, declarations)
            lines.append("}")
        }
    }

    /// A value as an expression.
    mutating func value(_ node: LocatedJSON) -> String {
        switch node.kind {
        case .null: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .number(let text): return text
        case .string(let text): return translation.expression(text)
        case .array(let elements):
            var texts: [String] = []
            for element in elements { texts.append(value(element)) }
            return "[\(texts.joined(separator: ", "))]"
        case .object(let members): return object(members)
        }
    }

    mutating func object(_ members: [LocatedJSON.Member]) -> String {
        guard !members.isEmpty else { return "{}" }
        var lines = ["{"]
        for member in members {
            let key = HCLText.isIdentifier(member.name) ? member.name : "\"\(HCLText.escaped(member.name))\""
            lines.append("\(key) = \(value(member.value))")
        }
        return (lines + ["}"]).joined(separator: "\n")
    }
}
