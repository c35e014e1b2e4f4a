import ComponentAPI
import HCLValues

/// Reference pages of components, made of the declarations that decode their options.
enum ComponentReference {
    /// Names and summaries by kind.
    static func list(_ components: [ComponentDescription]) -> String {
        let width = (components.map(\.name.count).max() ?? 0) + 4
        var text = ""
        var kind = ""
        for component in components {
            if component.kind != kind {
                text += "\(text.isEmpty ? "" : "\n")\(component.kind)s:\n\n"
                kind = component.kind
            }
            let gap = String(repeating: " ", count: width - component.name.count)
            text += "    \(component.name)\(gap)\(component.summary)\n"
        }
        return text
    }

    /// Everything about one component, required options first.
    static func page(_ component: ComponentDescription) -> String {
        let header = "\(component.kind) \"\(component.name)\"\n\n\(component.summary)\n"
        guard !component.options.isEmpty else { return header + "\nIt has no options.\n" }
        return header + section("Required options", component.options.filter(\.isRequired))
            + section("Options", component.options.filter { !$0.isRequired && $0.deprecation == nil })
            + section("Deprecated options", component.options.filter { !$0.isRequired && $0.deprecation != nil })
            + outputs(component)
    }

    private static func outputs(_ component: ComponentDescription) -> String {
        guard !component.outputs.isEmpty else { return "" }
        let lines = component.outputs.sorted { $0.key < $1.key }.map { "  \($0.key) (\($0.value.friendlyName))\n" }
        return "\nIt gives, as data.\(component.name).NAME:\n\n" + lines.joined()
    }

    private static func section(_ title: String, _ options: [OptionDeclaration]) -> String {
        guard !options.isEmpty else { return "" }
        return "\n\(title):\n" + options.sorted { $0.name < $1.name }.map { "\n" + entry($0, indentation: 2) }.joined()
    }

    private static func entry(_ option: OptionDeclaration, indentation: Int) -> String {
        let margin = String(repeating: " ", count: indentation)
        var facts = [typeName(option.type)]
        if option.isRequired { facts.append("required") }
        if let text = option.defaultText, !text.isEmpty { facts.append("default \(text.escapedForDocs)") }
        if option.isSensitive { facts.append("sensitive") }
        var text = "\(margin)\(option.name) (\(facts.joined(separator: ", ")))\n"
        for line in option.documentation.split(separator: "\n") { text += "\(margin)    \(line)\n" }
        if let advice = option.deprecation { text += "\(margin)    Deprecated. \(advice)\n" }
        for inner in blockOptions(of: option.type).sorted(by: { $0.name < $1.name }) {
            text += entry(inner, indentation: indentation + 4)
        }
        return text
    }

    private static func typeName(_ type: OptionType) -> String {
        switch type {
        case .string: "string"
        case .integer: "integer"
        case .number: "number"
        case .bool: "bool"
        case .duration: "duration"
        case .list(.block): "blocks"
        case .list(let element): "list of \(typeName(element))"
        case .map(let element): "map of \(typeName(element))"
        case .block: "block"
        case .any: "any"
        }
    }

    private static func blockOptions(of type: OptionType) -> [OptionDeclaration] {
        switch type {
        case .block(let options), .list(.block(let options)): options
        case .string, .integer, .number, .bool, .duration, .list, .map, .any: []
        }
    }
}

extension String {
    /// On one line.
    fileprivate var escapedForDocs: String {
        (self == "[:]" ? "{}" : self).replacing("\n", with: "\\n")
    }
}
