import ComponentAPI
import Diagnostics

/// A template of either format, read and ready to be planned.
package enum Template {
    /// HCL2, in the native or the JSON syntax.
    case language(LoadedTemplate)
    case legacy(LegacyTemplate)

    /// Reads the template at a path, whose name tells the format; `-` is a legacy template from standard input.
    ///
    /// - Throws: `DiagnosticError` if there is no template.
    package init(path: String, inputs: VariableInputs, world: TemplateWorld, syntaxOnly: Bool = false) throws {
        self =
            Self.isLegacy(path)
            ? .legacy(try LegacyTemplate(path: path, inputs: inputs, world: world, syntaxOnly: syntaxOnly))
            : .language(try LoadedTemplate(path: path, inputs: inputs, world: world, syntaxOnly: syntaxOnly))
    }

    /// Whether a path is read in the legacy format; of a path where nothing is, nobody can tell.
    package static func isLegacy(_ path: String) -> Bool {
        path == LegacyTemplate.standardInput || TemplateFiles.exists(path) && !TemplateFiles.isHCL2(path)
    }

    /// Texts of all files read, for showing lines in diagnostics.
    package var sources: SourceCatalog {
        switch self {
        case .language(let template): template.sources
        case .legacy(let template): template.sources
        }
    }

    package var diagnostics: [Diagnostic] {
        switch self {
        case .language(let template): template.diagnostics
        case .legacy(let template): template.diagnostics
        }
    }

    package var hasErrors: Bool { diagnostics.containsError }

    /// Whether planning can find more than what is wrong already.
    package var isPlannable: Bool {
        switch self {
        case .language(let template): template.isPlannable
        case .legacy(let template): !template.hasErrors
        }
    }

    /// Has the data sources fetch their values, which are unknown before.
    ///
    /// - Throws: `CancellationError`; whatever else goes wrong is added to `diagnostics`.
    package mutating func fetchData() async throws {
        guard case .language(var template) = self else { return }
        try await template.fetchData()
        self = .language(template)
    }

    /// Plans every build that the filters leave.
    ///
    /// - Throws: `DiagnosticError` if a filter is malformed.
    package func plan(
        _ options: PlanOptions, world: TemplateWorld
    ) throws -> (plan: BuildPlan, diagnostics: [Diagnostic]) {
        switch self {
        case .language(let template):
            let planner = try BuildPlanner(template, options: options, world: world)
            return (planner.plan, planner.diagnostics)
        case .legacy(let template):
            let planner = LegacyPlanner(template, options: options, world: world)
            return (planner.plan, planner.diagnostics)
        }
    }
}
