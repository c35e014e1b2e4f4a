import BuildEvents
import ComponentAPI
import GoTemplate
import HCLEvaluation
import HostOS
import Templates

extension TemplateWorld {
    /// The world of a command: all functions and components, and time as it was when the command started.
    static func standard(context: CommandContext, redactor: Redactor) -> TemplateWorld {
        let start = Int(HostClock.wallSeconds)
        let environment = context.environment
        let functions = FunctionLibrary.World(
            startTime: start, currentTime: { Int(HostClock.wallSeconds) },
            secrets: .stores(environment: environment, homeDirectory: environment["HOME"]))
        let workingDirectory = context.workingDirectory
        return TemplateWorld(
            functions: FunctionLibrary.standard(functions),
            defaultFunctions: FunctionLibrary.variableDefaults { environment[$0] },
            catalog: .standard, languageVersion: ProductVersion.language, workingDirectory: workingDirectory,
            redactor: redactor,
            templating: { component in
                var library = PackerTemplateFunctions(
                    startTime: start, workingDirectory: workingDirectory,
                    templateDirectory: component.templateDirectory, version: ProductVersion.language,
                    buildName: component.buildName, buildType: component.builderType,
                    makeIdentifier: { RunIdentifier.make() })
                library.userVariables = component.userVariables
                return TemplateContext(functions: library.functions)
            })
    }
}
