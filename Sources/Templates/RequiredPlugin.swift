import Diagnostics
import HCLSyntax

/// A plugin that a template asks for in `required_plugins`.
package struct RequiredPlugin: Sendable {
    /// The name on the left of the equals sign.
    package var accessor: String
    /// As in `github.com/hashicorp/qemu`.
    package var source: String
    /// The constraint as written; empty where there is none.
    package var version: String
    /// Where it stands in the template.
    package var range: SourceRange

    /// The last part of the source.
    package var name: String { source.split(separator: "/").last.map(String.init) ?? source }

    /// Reads the requirements of all files of an HCL2 template, in their order, and nothing else of them.
    ///
    /// - Throws: `DiagnosticError` if there is no template at `path`, or its syntax is wrong.
    /// - Returns: the requirements, and the texts read, for showing lines in diagnostics.
    package static func read(
        at path: String, catalog: ComponentCatalog
    ) throws -> (plugins: [RequiredPlugin], sources: SourceCatalog, diagnostics: [Diagnostic]) {
        let parsed = ParsedTemplate(try TemplateFiles(at: path).templates, shape: .template(of: catalog))
        var diagnostics = parsed.diagnostics
        guard !diagnostics.containsError else { return ([], parsed.sources, diagnostics) }
        let attributes = parsed.blocks.filter { $0.type == "packer" }
            .flatMap { $0.body.blocks("required_plugins") }.flatMap(\.body.attributes)
        let plugins = attributes.compactMap { attribute in
            let plugin = RequiredPlugin(attribute)
            if plugin == nil { diagnostics.append(malformed(attribute)) }
            return plugin
        }
        return (plugins, parsed.sources, diagnostics)
    }

    private init?(_ attribute: HCLAttribute) {
        guard let items = attribute.expression.staticItems else { return nil }
        func text(_ name: String) -> String? {
            items.first { ($0.key.keyword ?? $0.key.staticString) == name }?.value.staticString
        }
        guard let source = text("source"), !source.isEmpty else { return nil }
        accessor = attribute.name
        self.source = source
        version = text("version") ?? ""
        range = attribute.expression.range
    }

    private static func malformed(_ attribute: HCLAttribute) -> Diagnostic {
        Diagnostic(
            "Invalid required_plugins object",
            detail: "A plugin is required by an object of two strings: \(attribute.name) = { source = "
                + "\"github.com/hashicorp/\(attribute.name)\", version = \">= 1.0.0\" }.",
            at: attribute.expression.range, enclosingBlock: "required_plugins")
    }
}
