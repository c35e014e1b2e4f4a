import Diagnostics
import JSONText

/// A builder, provisioner or post-processor of a legacy template: what the language says of it, and its options.
struct LegacyComponent {
    enum Kind: String {
        case builder
        case provisioner
        case postProcessor = "post-processor"

        /// Names that the language takes for itself.
        var reserved: Set<String> {
            switch self {
            case .builder: ["type", "name"]
            case .provisioner: ["type", "only", "except", "override", "pause_before", "timeout", "max_retries"]
            case .postProcessor: ["type", "name", "only", "except", "keep_input_artifact"]
            }
        }
    }

    /// A use of a builder's name in `only`, `except` or `override`.
    struct Reference {
        var argument: String
        var name: LegacyDocument.Text
    }

    var kind: Kind
    var type: String
    /// How messages call it, such as `provisioner 2 "shell"`.
    var header: String
    var range: SourceRange
    /// As written; it may hold template actions.
    var name: LegacyDocument.Text?
    var options: [LocatedJSON.Member] = []
    var only: [LegacyDocument.Text] = []
    var except: [LegacyDocument.Text] = []
    /// Options that count for one builder only, by its name.
    var override: [String: [LocatedJSON.Member]] = [:]
    var overrideNames: [LegacyDocument.Text] = []
    var pauseBefore: Duration?
    var timeout: Duration?
    /// Rendered and read as a number where the build is planned.
    var maxRetries: LegacyDocument.Text?
    var keepsInput: Bool?
    /// Byte offsets of the name, or of what stands for it.
    var nameRange: Range<Int>

    /// The name as written; the type if there is none.
    var label: String { name?.text ?? type }

    var references: [Reference] {
        only.map { Reference(argument: "only", name: $0) } + except.map { Reference(argument: "except", name: $0) }
            + overrideNames.map { Reference(argument: "override", name: $0) }
    }

    /// Whether it takes part in the build of a builder, which has one name as written and one as rendered.
    func applies(to names: Set<String>) -> Bool {
        let names = names.intersection((only + except).map(\.text))
        return only.isEmpty ? names.isEmpty : !names.isEmpty
    }

    // MARK: - Reading

    static func list(
        _ member: LocatedJSON.Member, kind: Kind, _ reader: inout LegacyReader
    ) -> [LegacyComponent] {
        guard let elements = reader.elements(of: member.value, as: "\"\(member.name)\"") else { return [] }
        return elements.enumerated().compactMap { index, element in
            read(element, kind: kind, label: "\(kind.rawValue) \(index + 1)", &reader)
        }
    }

    /// Each element is a post-processor, or an array of those that follow each other.
    static func chains(_ member: LocatedJSON.Member, _ reader: inout LegacyReader) -> [[LegacyComponent]] {
        guard let elements = reader.elements(of: member.value, as: "\"\(member.name)\"") else { return [] }
        return elements.enumerated().map { index, element in
            let label = "post-processor \(index + 1)"
            guard let steps = element.array else {
                return [postProcessor(element, label: label, &reader)].compactMap(\.self)
            }
            return steps.enumerated().compactMap { place, step in
                postProcessor(step, label: "\(label).\(place + 1)", &reader)
            }
        }
    }

    private static func postProcessor(
        _ node: LocatedJSON, label: String, _ reader: inout LegacyReader
    ) -> LegacyComponent? {
        if let type = node.string {
            return LegacyComponent(
                kind: .postProcessor, type: type, header: "\(label) \"\(type)\"", range: reader.range(node.range),
                nameRange: node.range)
        }
        guard node.array == nil else {
            reader.report(
                "Nested sequence", "A sequence of post-processors holds no other sequence.", at: node.range)
            return nil
        }
        return read(node, kind: .postProcessor, label: label, &reader)
    }

    static func read(
        _ node: LocatedJSON, kind: Kind, label: String, _ reader: inout LegacyReader
    ) -> LegacyComponent? {
        guard let members = reader.members(of: node, as: "A \(kind.rawValue)") else { return nil }
        guard let typeMember = members.last(where: { $0.name == "type" }), !typeMember.value.isNull else {
            reader.report(
                "Missing type", "The \(label) has no \"type\", which says what component it is.",
                at: node.range.lowerBound..<node.range.lowerBound + 1)
            return nil
        }
        guard let type = reader.text(typeMember) else { return nil }
        var component = LegacyComponent(
            kind: kind, type: type.text, header: "\(label) \"\(type.text)\"", range: type.range,
            nameRange: typeMember.value.range)
        reader.header = component.header
        defer { reader.header = nil }
        for member in members where !component.read(member, &reader) { component.options.append(member) }
        component.checkFilters(&reader, node)
        return component
    }

    /// Whether the member is one of the language's own, which it takes then.
    private mutating func read(_ member: LocatedJSON.Member, _ reader: inout LegacyReader) -> Bool {
        guard kind.reserved.contains(member.name) else { return false }
        guard !member.value.isNull else { return true }
        switch member.name {
        case "name":
            name = reader.text(member)
            nameRange = member.value.range
        case "only": only = reader.texts(member)
        case "except": except = reader.texts(member)
        case "override": readOverride(member, &reader)
        case "pause_before": pauseBefore = reader.duration(member)
        case "timeout": timeout = reader.duration(member)
        case "max_retries": maxRetries = reader.scalarText(member)
        case "keep_input_artifact": keepsInput = reader.bool(member)
        default: break
        }
        return true
    }

    private mutating func readOverride(_ member: LocatedJSON.Member, _ reader: inout LegacyReader) {
        for builder in reader.members(of: member.value, as: "\"override\"") ?? [] {
            guard let members = reader.members(of: builder.value, as: "The override of \"\(builder.name)\"") else {
                continue
            }
            override[builder.name] = members
            overrideNames.append(LegacyDocument.Text(text: builder.name, range: reader.range(builder.nameRange)))
        }
    }

    private func checkFilters(_ reader: inout LegacyReader, _ node: LocatedJSON) {
        guard !only.isEmpty, !except.isEmpty else { return }
        reader.report(
            "Conflicting arguments", "Only one of \"only\" and \"except\" may be specified.",
            at: node.range.lowerBound..<node.range.lowerBound + 1)
    }
}
