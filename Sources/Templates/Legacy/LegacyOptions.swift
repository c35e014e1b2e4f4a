import ComponentAPI
import Diagnostics
import HCLSyntax
import HCLValues
import JSONText

/// Turns the members of a component's object into what its options are read from.
struct LegacyOptions {
    /// How the component is called in messages: `the qemu builder`.
    var component: String
    var header: String
    let source: SourceText
    private(set) var diagnostics: [Diagnostic] = []

    init(component: String, header: String, source: SourceText) {
        self.component = component
        self.header = header
        self.source = source
    }

    /// Strings stay as written: whoever reads the options renders them.
    mutating func inputs(
        _ members: [LocatedJSON.Member], _ declarations: [OptionDeclaration]
    ) -> [String: OptionInput] {
        var inputs: [String: OptionInput] = [:]
        for member in members {
            guard let declaration = declaration(of: member, declarations) else { continue }
            do {
                let value = try HCLValue(json: member.value.value)
                inputs[declaration.name] = OptionInput(
                    value: value.marked(declaration.isSensitive), range: range(member.value.range))
            } catch {
                report("Invalid value", "The option \"\(member.name)\": \(error).", at: member.value.range)
            }
            checkInside(member.value, declaration.type)
        }
        return inputs
    }

    private func range(_ bytes: Range<Int>) -> SourceRange {
        SourceSpan(source, bytes.lowerBound, bytes.upperBound).range
    }

    private mutating func report(_ summary: String, _ detail: String, at bytes: Range<Int>) {
        diagnostics.append(Diagnostic(summary, detail: detail, at: range(bytes), enclosingBlock: header))
    }

    /// The option that a member sets; names of any case are taken, as the peer takes them.
    private mutating func declaration(
        of member: LocatedJSON.Member, _ declarations: [OptionDeclaration]
    ) -> OptionDeclaration? {
        let name = member.name.lowercased()
        if let declaration = declarations.first(where: { $0.name == name }) { return declaration }
        let hint =
            Suggestion.nearest(to: name, among: declarations.map(\.name)).map { " Did you mean \"\($0)\"?" } ?? ""
        let fix = Fix.retires(member.name) ? " It is an older name: \"ingot fix\" replaces it." : ""
        report(
            "Unknown configuration key", "\"\(member.name)\" is not an option of \(component).\(fix)\(hint)",
            at: member.nameRange)
        return nil
    }

    /// Objects inside an option may have options of their own.
    private mutating func checkInside(_ node: LocatedJSON, _ type: OptionType) {
        switch (type, node.kind) {
        case (.block(let declarations), .object(let members)):
            for member in members {
                guard let declaration = declaration(of: member, declarations) else { continue }
                checkInside(member.value, declaration.type)
            }
        case (.list(let element), .array(let elements)): for node in elements { checkInside(node, element) }
        case (.list(let element), .object): checkInside(node, element)
        case (.map(let element), .object(let members)):
            for member in members { checkInside(member.value, element) }
        default: break
        }
    }
}
