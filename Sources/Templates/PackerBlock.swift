import ComponentAPI
import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues

/// The `packer` block: which version a template was written for, and which plugins it expects.
enum PackerBlock {
    private static let schema = BodySchema(attributes: ["required_version"], blocks: ["required_plugins"])

    /// Complains of the version alone: that comes first, so that syntax of later versions does not hide it.
    ///
    /// - Parameter version: the version of the language that is offered, as `1.16.0`.
    static func checkVersion(_ block: HCLBlock, version: String, scope: EvaluationScope) -> [Diagnostic] {
        guard let attribute = block.body.attribute("required_version") else { return [] }
        let (value, problems) = scope.evaluate(attribute.expression)
        guard problems.isEmpty else { return problems }
        guard let text = value.stringValue else {
            return [invalid("A string with version constraints is required.", attribute)]
        }
        guard let constraint = VersionConstraint(text) else {
            return [invalid("This string does not use correct version constraint syntax.", attribute)]
        }
        guard let offered = Version(version), constraint.allows(offered) else {
            return [
                Diagnostic(
                    "Unsupported Packer Core version",
                    detail: "This template asks for a version \"\(text)\" of Packer, but its language is understood "
                        + "as of version \(version) here.",
                    at: attribute.expression.range, enclosingBlock: block.header,
                    advice: ["If the template needs nothing that later versions lack, change required_version."])
            ]
        }
        return []
    }

    /// Complains of everything else in the block.
    static func check(_ block: HCLBlock) -> [Diagnostic] {
        schema.check(block) + PluginRequirement.read(block).1
    }

    /// Complains of plugins that bring nothing that is built in.
    static func missingPlugins(of block: HCLBlock, catalog: ComponentCatalog) -> [Diagnostic] {
        PluginRequirement.read(block).0.compactMap { plugin in
            guard !catalog.covers(plugin: plugin.name) else { return nil }
            let hint =
                Suggestion.nearest(to: plugin.name, among: catalog.allNames).map { " Did you mean \"\($0)\"?" } ?? ""
            return Diagnostic(
                "Missing plugin",
                detail: "The template requires the plugin \"\(plugin.source)\", but no component \"\(plugin.name)\" is "
                    + "built in, and there are no plugins to install.\(hint)",
                at: plugin.range, enclosingBlock: "required_plugins",
                advice: [
                    "If the template uses nothing of it, remove this entry from required_plugins.",
                    "Otherwise replace what uses it by built-in components: "
                        + Set(catalog.builders.map(\.name)).sorted().joined(separator: ", ") + ".",
                ])
        }
    }

    private static func invalid(_ text: String, _ attribute: HCLAttribute) -> Diagnostic {
        Diagnostic("Invalid version constraint", detail: text, at: attribute.expression.range)
    }
}
