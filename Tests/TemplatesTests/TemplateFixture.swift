import BuildEvents
import ComponentAPI
import Diagnostics
import HCLEvaluation
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import Templates

/// Texts of a template, variables for it, and what reading and planning it says.
struct TemplateFixture {
    var files: [String: String]
    var inputs = VariableInputs()
    /// The folder as a template, or one file of it.
    var path: String?
    var variableFiles: [String] = []
    var only: [String] = []
    var except: [String] = []
    var world = TemplateFixture.world()

    init(_ text: String) {
        files = ["t.pkr.hcl": text]
        path = "t.pkr.hcl"
    }

    init(files: [String: String]) {
        self.files = files
    }

    struct Outcome {
        var template: LoadedTemplate
        var plan: BuildPlan
        /// Of reading and planning, with file names without their folder.
        var diagnostics: [Diagnostic]

        /// `error|warning file:line:column summary`, in the order in which they are told.
        var lines: [String] { diagnostics.map(Self.line) }
        var details: [String] { diagnostics.map(\.detail) }
        var names: [String] { plan.builds.map(\.name) }

        static func line(_ diagnostic: Diagnostic) -> String {
            let place = diagnostic.subject.map { "\($0.file):\($0.start.line):\($0.start.column) " } ?? ""
            return "\(place)\(diagnostic.severity == .warning ? "warning: " : "")\(diagnostic.summary)"
        }

        func variable(_ name: String) -> HCLValue? {
            template.scope.variables["var"]?.attributeValues?[name]
        }

        func local(_ name: String) -> HCLValue? {
            template.scope.variables["local"]?.attributeValues?[name]
        }
    }

    func read(syntaxOnly: Bool = false) throws -> Outcome {
        try inFolder { folder, inputs in
            let template = try LoadedTemplate(
                path: path.map { "\(folder)/\($0)" } ?? folder, inputs: inputs, world: world, syntaxOnly: syntaxOnly)
            return try outcome(template, folder)
        }
    }

    private func outcome(_ template: LoadedTemplate, _ folder: String) throws -> Outcome {
        var plan = BuildPlan(builds: [])
        var diagnostics = template.diagnostics
        if template.isPlannable {
            var options = PlanOptions(environment: Self.environment)
            options.only = only
            options.except = except
            let planner = try BuildPlanner(template, options: options, world: world)
            plan = planner.plan
            diagnostics += planner.diagnostics
        }
        for index in diagnostics.indices {
            if let file = diagnostics[index].subject?.file, file.hasPrefix(folder) {
                diagnostics[index].subject?.file = String(file.dropFirst(folder.count + 1))
            }
            diagnostics[index].detail = diagnostics[index].detail.replacing(folder + "/", with: "")
        }
        return Outcome(template: template, plan: plan, diagnostics: diagnostics)
    }

    /// Reads the template and has its data sources fetch.
    func fetch() async throws -> Outcome {
        let folder = try write()
        defer { Self.remove(folder) }
        var template = try LoadedTemplate(
            path: path.map { "\(folder)/\($0)" } ?? folder, inputs: inputs, world: world)
        try await template.fetchData()
        return try outcome(template, folder)
    }

    private func inFolder<Result>(_ body: (String, VariableInputs) throws -> Result) throws -> Result {
        let folder = try write()
        defer { Self.remove(folder) }
        var inputs = inputs
        inputs.files += variableFiles.map { "\(folder)/\($0)" }
        return try body(folder, inputs)
    }

    private static func remove(_ folder: String) {
        do { try HostFiles.removeTree(folder) } catch { Issue.record(error) }
    }

    private func write() throws -> String {
        let folder = try makeTemporaryDirectory()
        for (name, text) in files { try HostFiles.write(text.utf8, to: "\(folder)/\(name)") }
        return folder
    }
}

extension TemplateFixture {
    static let environment = ComponentEnvironment(
        buildName: "", builderType: "", runUUID: "run", templateDirectory: "", cacheDirectory: "", version: "1.16.0",
        redactor: Redactor())

    /// A world with functions and components of the tests' own.
    static func world(redactor: Redactor = Redactor()) -> TemplateWorld {
        let library = FunctionLibrary.World(
            startTime: 0, currentTime: { 0 },
            renderTemplate: { (_, _, _, _, _) throws(HCLFunction.Failure) in .string("") })
        return TemplateWorld(
            functions: FunctionLibrary.standard(library),
            defaultFunctions: FunctionLibrary.variableDefaults { $0 == "HOME" ? "/home/user" : nil },
            catalog: TestComponents.catalog, languageVersion: "1.16.0", workingDirectory: "/work-directory",
            redactor: redactor, templating: { _ in TemplateContext() })
    }
}
