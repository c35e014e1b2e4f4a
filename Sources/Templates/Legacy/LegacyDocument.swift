import Diagnostics
import HCLSyntax
import JSONText

/// A legacy JSON template as it is written: its parts are told apart and checked, nothing is rendered.
struct LegacyDocument {
    /// `name: default` of `variables`; `nil` as default makes the variable a required one.
    struct Variable {
        var name: String
        var defaultValue: String?
        var range: SourceRange
    }

    /// A text and where it stands.
    struct Text {
        var text: String
        var range: SourceRange
    }

    var minimumVersion: Text?
    var description: String?
    /// In the order of the text.
    var variables: [Variable] = []
    var sensitiveVariables: [Text] = []
    var builders: [LegacyComponent] = []
    var provisioners: [LegacyComponent] = []
    var errorCleanupProvisioner: LegacyComponent?
    var chains: [[LegacyComponent]] = []
    /// The opening brace.
    private var start: SourceRange?

    /// How deep objects and arrays may nest; as deep as in the other syntaxes.
    static let maximumNesting = HCLParser.maximumNesting

    /// Reads a document; what is wrong with it, everything at once, is in the diagnostics.
    static func read(_ source: SourceText) -> (LegacyDocument, [Diagnostic]) {
        var document = LegacyDocument()
        var reader = LegacyReader(source: source)
        do {
            let start = source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
            let root = try JSONParser.parseLocated(source.bytes, from: start, depthLimit: maximumNesting)
            guard let members = reader.members(of: root, as: "A template") else {
                return (document, reader.diagnostics)
            }
            reader.reportDuplicates(in: root)
            for member in members { document.read(member, &reader) }
            document.start = reader.range(root.range.lowerBound..<root.range.lowerBound + 1)
            document.checkNames(&reader)
            return (document, reader.diagnostics)
        } catch {
            return (document, error.diagnostics(in: source))
        }
    }

    private static let known = [
        "min_packer_version", "description", "variables", "sensitive-variables", "builders", "provisioners",
        "error-cleanup-provisioner", "post-processors", "comments", "push",
    ]

    private mutating func read(_ member: LocatedJSON.Member, _ reader: inout LegacyReader) {
        // Names of any case are taken, as the peer takes them.
        let name = member.name.lowercased()
        if member.value.isNull, Self.known.contains(name) { return }
        switch name {
        case "min_packer_version": minimumVersion = reader.text(member)
        case "description": description = reader.text(member)?.text
        case "variables": readVariables(member.value, &reader)
        case "sensitive-variables": sensitiveVariables = reader.texts(member)
        case "builders": builders = LegacyComponent.list(member, kind: .builder, &reader)
        case "provisioners": provisioners = LegacyComponent.list(member, kind: .provisioner, &reader)
        case "error-cleanup-provisioner":
            errorCleanupProvisioner = LegacyComponent.read(
                member.value, kind: .provisioner, label: "error-cleanup-provisioner", &reader)
        case "post-processors": chains = LegacyComponent.chains(member, &reader)
        case "comments":
            for element in reader.elements(of: member.value, as: "\"comments\"") ?? [] {
                for comment in reader.members(of: element, as: "A comment") ?? [] { _ = reader.text(comment) }
            }
        case "push": _ = reader.members(of: member.value, as: "\"push\"")
        default: checkUnknown(member, &reader)
        }
    }

    private func checkUnknown(_ member: LocatedJSON.Member, _ reader: inout LegacyReader) {
        guard !member.name.hasPrefix("_") else {
            if member.value.string == nil {
                reader.report(
                    "Invalid comment",
                    "A name that starts with an underscore is a comment, whose value is a string; this is "
                        + "\(member.value.kindName).", at: member.value.range)
            }
            return
        }
        let hint =
            Suggestion.nearest(to: member.name, among: Self.known).map { " Did you mean \"\($0)\"?" }
            ?? " A comment is a name that starts with an underscore."
        reader.report(
            "Unknown root level key in template", "\"\(member.name)\" is no part of a template.\(hint)",
            at: member.nameRange)
    }

    private mutating func readVariables(_ node: LocatedJSON, _ reader: inout LegacyReader) {
        for member in reader.members(of: node, as: "\"variables\"") ?? [] {
            let range = reader.range(member.nameRange)
            switch member.value.kind {
            case .null: variables.append(Variable(name: member.name, defaultValue: nil, range: range))
            case .string(let text): variables.append(Variable(name: member.name, defaultValue: text, range: range))
            default:
                reader.report(
                    "Invalid default value for variable",
                    "The variable \"\(member.name)\" is \(member.value.kindName); here a string, or null for a "
                        + "variable that must be given, is needed. Write the value in double quotes.",
                    at: member.value.range)
            }
        }
    }
}

extension LegacyDocument {
    /// Names of builders as they are written, by which `only`, `except` and `override` refer to them.
    private var builderNames: Set<String> { Set(builders.map(\.label)) }

    private func checkNames(_ reader: inout LegacyReader) {
        var seen: Set<String> = []
        for builder in builders where !seen.insert(builder.label).inserted {
            reader.report(
                "Duplicate builder name",
                "A builder with the name \"\(builder.label)\" exists before. Give each builder a \"name\" of its own.",
                at: builder.nameRange)
        }
    }

    /// What keeps a template that is written well from being built, or is worth a warning.
    var contentDiagnostics: [Diagnostic] {
        let unknown = sensitiveVariables.filter { name in !variables.contains { $0.name == name.text } }
        let warnings = unknown.map { name in
            Diagnostic(
                .warning, "Unknown sensitive variable",
                detail: "\"\(name.text)\" is not declared in \"variables\"; only a value from the command line or a "
                    + "variable file will be masked.", at: name.range)
        }
        guard builders.isEmpty else { return warnings }
        return warnings + [
            Diagnostic(
                "No builders", detail: "At least one builder must be defined, in the array \"builders\".", at: start)
        ]
    }

    /// Complains of `only`, `except` and `override` that name no builder; `names` are those after rendering.
    func checkBuilderNames(_ names: Set<String>) -> [Diagnostic] {
        let known = names.union(builderNames)
        return (provisioners + [errorCleanupProvisioner].compactMap(\.self) + chains.joined()).flatMap { component in
            component.references.filter { !known.contains($0.name.text) }.map { reference in
                let hint =
                    Suggestion.nearest(to: reference.name.text, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
                return Diagnostic(
                    "Unknown builder",
                    detail: "\"\(reference.argument)\" names the builder \"\(reference.name.text)\", "
                        + "which does not exist.\(hint)", at: reference.name.range, enclosingBlock: component.header)
            }
        }
    }
}
