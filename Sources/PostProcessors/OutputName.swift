import ComponentAPI
import Diagnostics
import GoTemplate

/// A file name with `{{ }}` that is made out of the artifact's values when the file is.
struct OutputName: Sendable {
    let template: String
    let templating: TemplateContext
    let environment: ComponentEnvironment

    /// Reads the option and complains where its text is no template.
    init(_ key: OptionKey<String>, _ reader: OptionReader, _ environment: ComponentEnvironment) {
        template = reader.value(key)
        templating = reader.templating
        self.environment = environment
        do {
            _ = try GoTemplate(template)
        } catch let failure as DiagnosticError {
            let words = failure.diagnostics.map { $0.detail.isEmpty ? $0.summary : $0.detail }
            reader.error("Error in template string", "invalid '\(key.name)': \(words.joined(separator: "\n"))", of: key)
        } catch {
            reader.error("Error in template string", "invalid '\(key.name)': \(error)", of: key)
        }
    }

    /// The name for an artifact: `BuildName`, `BuilderType`, what the build gave, and `more`.
    func render(_ artifact: any Artifact, adding more: [String: String] = [:]) throws -> String {
        var data = artifact.generatedData.mapValues { GoValue.string($0) }
        data["BuildName"] = .string(environment.buildName)
        data["BuilderType"] = .string(environment.builderType)
        for (name, value) in more { data[name] = .string(value) }
        return try templating.adding(data).render(template)
    }
}
