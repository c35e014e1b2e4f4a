import BuildEvents
import ComponentAPI
import HCLEvaluation
import HCLValues

/// What evaluating a template needs from outside the template.
package struct TemplateWorld: Sendable {
    /// Functions of all expressions.
    package var functions: [String: HCLFunction]
    /// Functions of variables' defaults: `env`.
    package var defaultFunctions: [String: HCLFunction]
    /// The components that templates can name.
    package var catalog: ComponentCatalog
    /// The version of Packer whose language this is, as `packer.version` and `required_version` see it.
    package var languageVersion: String
    /// Absolute: `path.cwd`.
    package var workingDirectory: String
    /// Learns what variables are sensitive.
    package var redactor: Redactor
    /// The built-in `{{ }}` functions for a component.
    package var templating: @Sendable (ComponentEnvironment) -> TemplateContext

    package init(
        functions: [String: HCLFunction], defaultFunctions: [String: HCLFunction], catalog: ComponentCatalog,
        languageVersion: String, workingDirectory: String, redactor: Redactor,
        templating: @escaping @Sendable (ComponentEnvironment) -> TemplateContext
    ) {
        self.functions = functions
        self.defaultFunctions = defaultFunctions
        self.catalog = catalog
        self.languageVersion = languageVersion
        self.workingDirectory = workingDirectory
        self.redactor = redactor
        self.templating = templating
    }

    /// A scope for text that belongs to no template: variable files and values from the command line.
    var bareScope: EvaluationScope {
        EvaluationScope(context: context(for: workingDirectory))
    }

    func context(for directory: String) -> HCLFunction.Context {
        HCLFunction.Context(templateDirectory: directory, workingDirectory: workingDirectory)
    }
}
