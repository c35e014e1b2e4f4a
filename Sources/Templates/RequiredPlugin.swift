import ComponentAPI
import Diagnostics
import HCLSyntax

/// An entry of `required_plugins`: `qemu = { source = "github.com/hashicorp/qemu", version = ">= 1.0" }`.
package struct RequiredPlugin: Sendable {
    /// The name on the left of the equals sign.
    package var accessor: String
    /// As in `github.com/hashicorp/qemu`.
    package var source: String
    /// The constraint as written.
    package var version: String
    /// Where its source stands in the template.
    package var range: SourceRange
    var constraint: VersionConstraint
    var versionRange: SourceRange

    /// The last part of the source.
    package var name: String { source.split(separator: "/").last.map(String.init) ?? source }

    /// The major version of all plugins whose components are built in: the one whose options they have.
    static let builtInMajorVersion = 1

    /// Reads the requirements of all files of an HCL2 template, in their order, and nothing else of them.
    ///
    /// - Throws: `DiagnosticError` if there is no template at `path`.
    /// - Returns: the requirements that are right, the texts read, for showing lines in diagnostics, and what is wrong.
    package static func read(
        at path: String, catalog: ComponentCatalog
    ) throws -> (plugins: [RequiredPlugin], sources: SourceCatalog, diagnostics: [Diagnostic]) {
        let parsed = ParsedTemplate(try TemplateFiles(at: path).templates, shape: .template(of: catalog))
        guard !parsed.diagnostics.containsError else { return ([], parsed.sources, parsed.diagnostics) }
        let (plugins, found) = read(parsed.blocks)
        return (plugins, parsed.sources, parsed.diagnostics + found)
    }

    /// The requirements in all `packer` blocks that are right, and what is wrong with the others.
    static func read(_ blocks: [HCLBlock]) -> ([RequiredPlugin], [Diagnostic]) {
        var plugins: [RequiredPlugin] = []
        var problems: [Diagnostic] = []
        var seen: [String: SourceRange] = [:]
        for required in blocks.filter({ $0.type == "packer" }).flatMap({ $0.body.blocks("required_plugins") }) {
            problems += BodySchema(attributes: required.body.attributes.map(\.name)).check(required)
            for attribute in required.body.attributes {
                if let first = seen.updateValue(attribute.nameRange, forKey: attribute.name) {
                    problems.append(
                        Diagnostic(
                            "Duplicate required_plugin.\"\(attribute.name)\" block",
                            detail: "The plugin \"\(attribute.name)\" is required twice; it is required first at "
                                + "\(first.place).", at: attribute.nameRange))
                }
                var reader = RequiredPluginReader(attribute)
                if let plugin = reader.plugin() { plugins.append(plugin) }
                problems += reader.diagnostics
            }
        }
        return (plugins, problems)
    }

    /// Whether the components that the plugin would bring are built in.
    ///
    /// Only the plugins of Packer's own organisation are taken for known; one of somebody else that has the same name
    /// may do something else.
    package func isBuiltIn(in catalog: ComponentCatalog) -> Bool {
        source == "github.com/hashicorp/\(name)" && catalog.covers(plugin: name)
    }

    /// An error if the plugin is not built in, and a warning if it is required in a version of which none is.
    package func diagnostic(in catalog: ComponentCatalog) -> Diagnostic? {
        guard isBuiltIn(in: catalog) else { return missing(in: catalog) }
        let major = Self.builtInMajorVersion
        guard !constraint.allowsSome(ofMajor: major) else { return nil }
        return Diagnostic(
            .warning, "Other plugin version built in",
            detail: "The template requires the plugin \"\(source)\" in version \"\(version)\", but what is built in "
                + "corresponds to version \(major).",
            at: versionRange, enclosingBlock: "required_plugins",
            advice: [
                "If the template is fine with it, change the constraint to \"~> \(major)\". Options that only other "
                    + "versions have are errors where they stand."
            ])
    }

    private func missing(in catalog: ComponentCatalog) -> Diagnostic {
        let near =
            catalog.covers(plugin: name) ? name : Suggestion.nearest(to: name, among: Set(catalog.allNames).sorted())
        let hint = near.map { " Did you mean \"github.com/hashicorp/\($0)\"?" } ?? ""
        return Diagnostic(
            "Missing plugin",
            detail: "The template requires the plugin \"\(source)\", which is not among what is built in, and there "
                + "are no plugins to install.\(hint)",
            at: range, enclosingBlock: "required_plugins",
            advice: [
                "Remove the entry if the template uses nothing of the plugin.",
                "Otherwise replace what uses it by built-in components: "
                    + Set(catalog.builders.map(\.name)).sorted().joined(separator: ", ") + ".",
            ])
    }
}
