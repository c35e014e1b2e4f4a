import BuildEvents
import ComponentAPI
import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues
import HostOS

/// A template whose variables and locals are known: ready to be planned.
package struct LoadedTemplate {
    /// Texts of all files read, for showing lines in diagnostics.
    package private(set) var sources: SourceCatalog
    package private(set) var diagnostics: [Diagnostic] = []
    var variables = Variables()
    private var locals = Locals()
    private var data = DataBlocks()
    private var registryBlocks: [HCLBlock] = []
    /// The scope without `local` and `data`, which they themselves are evaluated in.
    private var valueScope: EvaluationScope
    /// `source` blocks by type and name.
    var sourceBlocks: [SourceReference: HCLBlock] = [:]
    var buildBlocks: [HCLBlock] = []
    /// Where `file()` and its kin start: the folder of the template, from the root.
    let directory: String
    /// The files that were read, variable files aside.
    let templateFiles: [String]
    private(set) var scope: EvaluationScope
    private let world: TemplateWorld

    /// Whether reading came so far that planning finds more than what is wrong already: there may be errors, but
    /// none of syntax or of block types.
    package private(set) var isPlannable = false

    package var hasErrors: Bool { diagnostics.containsError }

    /// Reads a template in the order that decides which errors appear together: syntax; versions and block types;
    /// then, unless `syntaxOnly`, everything else, where what is in error counts as unknown.
    ///
    /// Data sources are checked, but their values stay unknown until `fetchData`.
    ///
    /// - Throws: `DiagnosticError` if there is no template at `path`.
    package init(path: String, inputs: VariableInputs, world: TemplateWorld, syntaxOnly: Bool = false) throws {
        let files = try TemplateFiles(at: path)
        directory = try HostPath.absolute(files.directory)
        templateFiles = files.templates
        self.world = world
        scope = EvaluationScope(functions: world.functions, context: world.context(for: directory))
        scope.variables = Self.surroundings(root: files.directory, world: world)
        scope.nouns = ["var": "input variable", "local": "local value", "data": "data source"]
        valueScope = scope
        let parsed = ParsedTemplate(files.templates, shape: .template(of: world.catalog))
        sources = parsed.sources
        diagnostics = parsed.diagnostics
        guard !hasErrors else { return }
        checkHeaders(parsed)
        guard !hasErrors else { return }
        declare(parsed.blocks)
        let assignments = assign(inputs, automatic: files.automaticVariableFiles)
        diagnostics += assignments.diagnostics
        guard !syntaxOnly else { return }
        diagnostics += RequiredPlugin.read(parsed.blocks).0.compactMap { $0.diagnostic(in: world.catalog) }
        settle(assignments)
        isPlannable = true
    }

    /// Has the data sources fetch their values, and evaluates anew what depends on them.
    ///
    /// - Throws: `CancellationError`; whatever else goes wrong is added to `diagnostics`.
    package mutating func fetchData() async throws {
        guard isPlannable, !hasErrors, !data.names.isEmpty else { return }
        var evaluation = evaluation()
        try await evaluation.evaluateFetching()
        // Warnings were given when the blocks were checked.
        diagnostics += evaluation.diagnostics.filter { !diagnostics.contains($0) }
        take(evaluation)
    }

    /// Names that every expression of the template sees.
    static func surroundings(root: String, world: TemplateWorld) -> [String: HCLValue] {
        [
            "path": .object(["cwd": .string(world.workingDirectory), "root": .string(root)]),
            "packer": .object([
                "version": .string(world.languageVersion), "versionFingerprint": .unknown(.string),
                "iterationID": .unknown(.string),
            ]),
            "source": .unknown(), "build": .unknown(),
        ]
    }

    private mutating func checkHeaders(_ parsed: ParsedTemplate) {
        let packerBlocks = parsed.blocks.filter { $0.type == "packer" }
        for block in packerBlocks {
            diagnostics += PackerBlock.checkVersion(block, version: world.languageVersion, scope: world.bareScope)
        }
        guard !hasErrors else { return }
        diagnostics += parsed.files.flatMap(RootBlocks.check) + packerBlocks.flatMap(PackerBlock.check)
        diagnostics += RequiredPlugin.read(packerBlocks).1
    }

    private mutating func declare(_ blocks: [HCLBlock]) {
        var defaults = world.bareScope
        defaults.functions = world.defaultFunctions
        defaults.hasLazyFunctions = false
        let (variables, found) = Variables.declared(in: blocks, scope: defaults)
        self.variables = variables
        let (locals, more) = Locals.declared(in: blocks, scope: scope)
        self.locals = locals
        let (data, others) = DataBlocks.declared(in: blocks)
        self.data = data
        diagnostics += found + more + others
        for block in blocks {
            switch block.type {
            case "source": declareSource(block)
            case "build": buildBlocks.append(block)
            case "hcp_packer_registry": registryBlocks.append(block)
            default: break
            }
        }
    }

    private mutating func declareSource(_ block: HCLBlock) {
        let problems = block.labels.compactMap(\.nameDiagnostic)
        diagnostics += problems
        guard problems.isEmpty else { return }
        let reference = SourceReference(type: block.labels[0].text, name: block.labels[1].text)
        if let earlier = sourceBlocks[reference] {
            diagnostics.append(
                Diagnostic(
                    "Duplicate source block",
                    detail: "This source block has the same builder type and name as a previous block declared at "
                        + "\(earlier.headerRange.place). Each source must have a unique name per builder type.",
                    at: block.headerRange))
            return
        }
        sourceBlocks[reference] = block
    }

    private mutating func assign(_ inputs: VariableInputs, automatic: [String]) -> VariableAssignments {
        var assignments = VariableAssignments(declarations: variables.declarations, scope: world.bareScope)
        assignments.addEnvironment(inputs.environment)
        var reader = ParsedTemplate([], shape: .variableFile)
        reader.sources = sources
        for path in automatic + inputs.files {
            guard path.hasSuffix(".hcl") || path.hasSuffix(".json") else {
                diagnostics.append(
                    Diagnostic(
                        "Could not guess format of \(path)",
                        detail: "A var file must be suffixed with \".hcl\" or \".json\"."))
                continue
            }
            guard let file = reader.read(path, shape: .variableFile) else { continue }
            assignments.addFile(file, warnsOfUndeclared: inputs.warnsOfUndeclared)
        }
        diagnostics += reader.diagnostics
        sources = reader.sources
        assignments.addArguments(inputs.arguments)
        return assignments
    }

    private mutating func settle(_ assignments: VariableAssignments) {
        var validations = world.bareScope
        validations.functions = world.functions
        diagnostics += variables.settle(assignments, functions: validations)
        for value in variables.values.values { register(value) }
        scope.variables["var"] = .object(variables.values)
        valueScope = scope
        var evaluation = evaluation()
        evaluation.evaluate()
        diagnostics += evaluation.diagnostics
        take(evaluation)
        diagnostics += RegistryBlock.check(registryBlocks, builds: buildBlocks, in: scope)
    }

    private func evaluation() -> ValueEvaluation {
        let environment = ComponentEnvironment(
            buildName: "", builderType: "", runUUID: "", templateDirectory: directory, cacheDirectory: "",
            version: world.languageVersion, redactor: world.redactor)
        return ValueEvaluation(
            locals: locals, data: data, scope: valueScope, environment: environment, world: world)
    }

    private mutating func take(_ evaluation: ValueEvaluation) {
        let objects = evaluation.objects
        for value in objects.values { register(value) }
        scope.variables.merge(objects) { $1 }
    }

    /// Makes sure that what is sensitive is masked wherever it turns up.
    private func register(_ value: HCLValue) {
        for secret in value.sensitiveStrings { world.redactor.add(secret) }
    }
}
