import BuildEvents
import ComponentAPI
import Diagnostics
import GoTemplate
import HCLEvaluation
import HCLValues
import TestSupport

@testable import Templates

/// Components that do nothing but remember what they were given, and a world that offers them.
enum RecordingWorld {
    static let start = 1_700_000_000
    private static let outside = FunctionLibrary.World(startTime: start, currentTime: { start })
    private static let functions = FunctionLibrary.standard(outside)
    private static let defaultFunctions = FunctionLibrary.variableDefaults { ["HOME": "/home/me"][$0] }

    static func make(redactor: Redactor = Redactor()) -> TemplateWorld {
        TemplateWorld(
            functions: functions, defaultFunctions: defaultFunctions,
            catalog: ComponentCatalog(
                builders: [type("box") { $0 as any Builder }, type("crate") { $0 as any Builder }],
                provisioners: [type("run") { $0 as any Provisioner }],
                postProcessors: [type("pack") { $0 as any PostProcessor }, type("list") { $0 as any PostProcessor }]),
            languageVersion: "1.16.0", workingDirectory: "/folder", redactor: redactor,
            templating: { environment in
                var library = PackerTemplateFunctions(
                    startTime: start, workingDirectory: "/folder", templateDirectory: environment.templateDirectory,
                    version: "1.16.0", buildName: environment.buildName, buildType: environment.builderType,
                    makeIdentifier: { "id" })
                library.userVariables = environment.userVariables
                return TemplateContext(functions: library.functions)
            })
    }

    static let text = OptionKey<String>("text", "A text.")
    static let late = OptionKey<String>("late", late: true, "A text that is rendered when it is used.")
    static let list = OptionKey<[String]>("list", "Texts.")
    static let count = OptionKey<Int>("count", default: 0, "A number.")
    static let flag = OptionKey<Bool>("flag", default: false, "A boolean.")
    static let labels = OptionKey<[String: String]>("labels", "A map.")
    static let disks = OptionKey<[RecordedDisk]>("disk", "Blocks.")

    private static func type<Component>(
        _ name: String, _ cast: @escaping @Sendable (Recorded) -> Component
    ) -> ComponentType<Component> {
        ComponentType(
            name: name, summary: "Remembers.",
            options: [
                text.declaration, late.declaration, list.declaration, count.declaration, flag.declaration,
                labels.declaration, disks.declaration,
            ]
        ) { reader, environment in
            let labels = reader.optional(labels) ?? [:]
            let recorded = Recorded(
                type: name, text: reader.optional(text), late: reader.optional(late),
                list: reader.optional(list) ?? [], count: reader.value(count), flag: reader.value(flag),
                labels: labels, disks: (reader.optional(disks) ?? []).map(\.size), build: environment.buildName)
            return Prepared(cast(recorded), warnings: try reader.finish())
        }
    }
}

struct RecordedDisk: OptionValue {
    var size: Int

    static var optionType: OptionType {
        .block([OptionDeclaration(name: "size", type: .integer, documentation: "Bytes.")])
    }

    init(option value: HCLValue, render: (String) throws -> String) throws {
        guard let size = value.attributeValues?["size"] else { throw OptionMismatch("has no size.") }
        self.size = try Int(option: size, render: render)
    }
}

struct Recorded: Builder, Provisioner, PostProcessor, Hashable, CustomStringConvertible {
    var type: String
    var text: String?
    var late: String?
    var list: [String] = []
    var count = 0
    var flag = false
    var labels: [String: String] = [:]
    var disks: [Int] = []
    var build: String

    var description: String {
        let labels = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return "\(type) \(text ?? "-") \(late ?? "-") \(list) \(count) \(flag) \(labels) \(disks) \(build)"
    }

    func run(_ context: BuildContext) async throws -> (any Artifact)? { nil }
    func provision(_ machine: Machine) async throws {}
    func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        PostProcessed(nil, keepsInput: true, mustKeepInput: false)
    }
}

/// What a template comes to, in a form that can be compared.
struct Outcome {
    var builds: [PlannedBuild] = []
    var diagnostics: [Diagnostic] = []
    var variables: [String: String] = [:]

    var summaries: [String] { diagnostics.map(\.summary) }
    var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

    /// Reads and plans the template at a path.
    init(
        path: String, arguments: [(name: String, value: String)] = [], files: [String] = [],
        environment: [String: String] = [:], only: [String] = [], except: [String] = [], redactor: Redactor = Redactor()
    ) throws {
        let world = RecordingWorld.make(redactor: redactor)
        var inputs = VariableInputs()
        inputs.arguments = arguments
        inputs.files = files
        inputs.environment = environment
        let template = try Template(path: path, inputs: inputs, world: world)
        diagnostics = template.diagnostics
        if case .legacy(let legacy) = template { variables = legacy.variables }
        guard !template.hasErrors else { return }
        var options = PlanOptions(
            environment: ComponentEnvironment(
                buildName: "", builderType: "", runUUID: "run", templateDirectory: "", cacheDirectory: "",
                version: "1.16.0", redactor: redactor))
        options.only = only
        options.except = except
        let (plan, found) = try template.plan(options, world: world)
        builds = plan.builds
        diagnostics += found
    }

    /// Reads and plans a template of that text.
    init(
        _ text: String, name: String = "t.json", arguments: [(name: String, value: String)] = [],
        environment: [String: String] = [:], only: [String] = [], except: [String] = [], redactor: Redactor = Redactor()
    ) throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try write(text, to: "\(folder)/\(name)")
        self = try Outcome(
            path: "\(folder)/\(name)", arguments: arguments, environment: environment, only: only, except: except,
            redactor: redactor)
    }
}

extension PlannedBuild {
    /// Everything that the build would do, one line for each component.
    func lines(_ generated: [String: String] = [:]) throws -> [String] {
        var lines = ["\(name) as \(environment.buildName) of \(environment.builderType)", "\(builder)"]
        for step in provisioners + [errorCleanupProvisioner].compactMap(\.self) {
            lines.append(
                "\(step.type) \(String(describing: step.pauseBefore)) \(String(describing: step.timeout)) "
                    + "\(step.maxRetries) \(try step.make(generated))")
        }
        for (index, chain) in chains.enumerated() {
            for step in chain {
                lines.append(
                    "\(index) \(step.name ?? step.type) \(String(describing: step.keepsInput)) "
                        + "\(try step.make(generated))")
            }
        }
        return lines
    }

    /// The provisioner at that place, made with the values of a machine.
    func provisioner(_ index: Int, _ generated: [String: String] = [:]) throws -> Recorded? {
        try provisioners[index].make(generated) as? Recorded
    }
}
