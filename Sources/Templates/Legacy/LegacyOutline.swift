import ComponentAPI

/// What a legacy template is made of, as its author wrote it: nothing is rendered.
package struct LegacyOutline: Sendable {
    package var description: String?
    /// Names of variables that have no default, sorted.
    package var required: [String]
    /// The others with their defaults, sorted by name; those of sensitive variables are masked.
    package var optional: [(name: String, value: String)]
    /// Names and types of the builders, sorted by name.
    package var builders: [(name: String, type: String)]
    /// Types of the provisioners, in order.
    package var provisioners: [String]
}

extension LegacyTemplate {
    package var outline: LegacyOutline {
        let secrets = Set(document.sensitiveVariables.map(\.text))
        let variables = document.variables.sorted { $0.name < $1.name }
        return LegacyOutline(
            description: document.description.flatMap { $0.isEmpty ? nil : $0 },
            required: variables.filter { $0.defaultValue == nil }.map(\.name),
            optional: variables.compactMap { variable in
                variable.defaultValue.map { (variable.name, secrets.contains(variable.name) ? "<sensitive>" : $0) }
            },
            builders: document.builders.map { ($0.name?.text ?? $0.type, $0.type) }.sorted { $0.0 < $1.0 },
            provisioners: document.provisioners.map(\.type))
    }
}

extension TemplateWorld {
    /// Renders a text of the `{{ }}` engine that belongs to no build.
    ///
    /// - Parameter variables: what `{{user}}` finds.
    /// - Throws: `DiagnosticError` if the text is no valid template or a function fails.
    package func render(_ text: String, variables: [String: String]) throws -> String {
        var environment = ComponentEnvironment(
            buildName: "", builderType: "", runUUID: "", templateDirectory: workingDirectory, cacheDirectory: "",
            version: languageVersion, redactor: redactor)
        environment.userVariables = variables
        return try templating(environment).render(text)
    }
}
