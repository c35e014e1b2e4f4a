import BuildEvents
import ComponentAPI
import Diagnostics
import GoTemplate
import HCLEvaluation
import HCLSyntax
import HCLValues
import HostOS
import Templates

extension TemplateWorld {
    /// The world of a command: all functions and components, and time as it was when the command started.
    static func standard(context: CommandContext, redactor: Redactor) -> TemplateWorld {
        let start = Int(HostClock.wallSeconds)
        let environment = context.environment
        let functions = FunctionLibrary.World(
            startTime: start, currentTime: { Int(HostClock.wallSeconds) }, renderTemplate: TemplateText.render,
            secrets: .stores(environment: environment, homeDirectory: environment["HOME"]))
        let workingDirectory = context.workingDirectory
        return TemplateWorld(
            functions: FunctionLibrary.standard(functions),
            defaultFunctions: FunctionLibrary.variableDefaults(functions) { environment[$0] },
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

/// Template texts that `templatefile` reads.
enum TemplateText {
    /// Evaluates a text of the template language with the given variables and nothing else.
    static func render(
        _ text: String, _ file: String, _ variables: [String: HCLValue], _ functions: [String: HCLFunction],
        _ context: HCLFunction.Context
    ) throws(HCLFunction.Failure) -> HCLValue {
        let (expression, syntax) = HCLParser.parseTemplate(text, name: file)
        let scope = EvaluationScope(variables: variables, functions: functions, context: context)
        let (value, problems) = syntax.containsError ? (.unknown(.string), []) : scope.evaluate(expression)
        guard let problem = (syntax + problems).first(where: { $0.severity == .error }) else { return value }
        let place = problem.subject.map { "\(file):\($0.start.line):\($0.start.column): " } ?? ""
        throw HCLFunction.Failure("\(place)\(problem.summary): \(problem.detail)")
    }
}
