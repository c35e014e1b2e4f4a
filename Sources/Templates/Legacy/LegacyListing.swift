import Diagnostics
import HCLSyntax

/// What a legacy template defines, as text for people: nothing is rendered, and values need not be given.
package struct LegacyListing {
    private let document: LegacyDocument
    /// The template's text, for showing lines in diagnostics.
    package private(set) var sources = SourceCatalog()
    package let diagnostics: [Diagnostic]

    /// Reads the template at a path.
    ///
    /// - Throws: `DiagnosticError` if the file cannot be read.
    package init(path: String) throws {
        let source = try LegacyTemplate.source(at: path)
        sources.add(source.bytes, name: source.name)
        (document, diagnostics) = LegacyDocument.read(source)
    }

    /// The listing, each part followed by an empty line, with a newline at the end.
    package var text: String {
        var parts = ["Packer Inspect: JSON mode\n"]
        if let description = document.description, !description.isEmpty {
            parts.append("Description:\n\n\(description)\n\n")
        }
        return parts.joined() + (variables + [builders, provisioners]).joined(separator: "\n") + "\n" + Self.note
    }

    private static let note = """
        Note: If your build names contain user variables or template
        functions such as 'timestamp', these are processed at build time,
        and therefore only show in their raw form here.

        """

    private var variables: [String] {
        guard !document.variables.isEmpty else { return [list("Variables:", [], "<No variables>")] }
        let sorted = document.variables.sorted { $0.name < $1.name }
        let required = sorted.filter { $0.defaultValue == nil }
        let optional = sorted.filter { $0.defaultValue != nil }
        let secrets = Set(document.sensitiveVariables.map(\.text))
        let width = optional.map(\.name.count).max() ?? 0
        let defaults = optional.map { variable in
            let value = secrets.contains(variable.name) ? "<sensitive>" : variable.defaultValue ?? ""
            return "\(padded(variable.name, width)) = \(value)"
        }
        var parts: [String] = []
        if !required.isEmpty { parts.append(list("Required variables:", required.map(\.name), "")) }
        if !defaults.isEmpty { parts.append(list("Optional variables and their defaults:", defaults, "")) }
        return parts
    }

    private var builders: String {
        let sorted = document.builders.sorted { $0.label < $1.label }
        let width = sorted.map(\.label.count).max() ?? 0
        let lines = sorted.map { builder in
            builder.label == builder.type
                ? builder.label : "\(padded(builder.label, width)) (\(builder.type))"
        }
        return list("Builders:", lines, "<No builders>")
    }

    private var provisioners: String {
        list("Provisioners:", document.provisioners.map(\.type), "<No provisioners>")
    }

    private func list(_ title: String, _ lines: [String], _ none: String) -> String {
        let lines = lines.isEmpty ? [none] : lines
        return "\(title)\n\n" + lines.map { "  \($0)\n" }.joined()
    }

    private func padded(_ name: String, _ width: Int) -> String {
        name + String(repeating: " ", count: max(0, width - name.count))
    }
}
