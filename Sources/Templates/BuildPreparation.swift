import ComponentAPI
import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues

/// Prepares one build: one source with the provisioners and post-processors that apply to it.
struct BuildPreparation {
    let name: String
    let use: BuildBlock.SourceUse
    let source: HCLBlock
    let build: BuildBlock
    let template: LoadedTemplate
    let options: PlanOptions
    let world: TemplateWorld
    /// Patterns of `-except`: one that names a post-processor ends its chain there.
    let except: [BuildGlob]
    private(set) var droppedNames: [String] = []
    private(set) var diagnostics: [Diagnostic] = []
    private var origin: BuildOrigin

    /// `build.NAME` for what only a running machine has, beyond what a builder declares itself.
    private static let generatedNames = [
        "ID", "Host", "Port", "User", "Password", "ConnType", "PackerRunUUID", "PackerHTTPPort", "PackerHTTPIP",
        "PackerHTTPAddr", "SSHPublicKey", "SSHPrivateKey", "WinRMPassword",
    ]

    /// - Parameter origin: what all builds of the template are made of.
    init(
        name: String, use: BuildBlock.SourceUse, source: HCLBlock, build: BuildBlock, template: LoadedTemplate,
        origin: BuildOrigin, options: PlanOptions, except: [BuildGlob], world: TemplateWorld
    ) {
        self.name = name
        self.use = use
        self.source = source
        self.build = build
        self.template = template
        self.options = options
        self.except = except
        self.world = world
        self.origin = origin
    }

    private var path: String { "\(use.reference.type).\(use.localName)" }

    private var environment: ComponentEnvironment {
        var environment = options.environment
        // Scripts and manifests see the source's own label, not the name that a build gives it.
        environment.buildName = use.reference.name
        environment.builderType = use.reference.type
        environment.templateDirectory = template.directory
        environment.origin = origin
        return environment
    }

    /// The build, or `nil` if something of it is in error.
    mutating func prepare() -> PlannedBuild? {
        guard let type = world.catalog.builder(use.reference.type) else {
            diagnostics.append(
                ComponentCatalog.unknown(
                    "builder", use.reference.type, known: world.catalog.builders.map(\.name), at: source.headerRange))
            return nil
        }
        let builder = prepareBuilder(type)
        let names = Self.generatedNames + (builder?.generatedNames ?? [])
        let placeholders = Dictionary(names.map { ($0, "<unknown>") }) { first, _ in first }
        let provisioners = build.provisioners.compactMap { prepare($0, placeholders: placeholders) }
        let cleanup = build.errorCleanupProvisioner.flatMap { prepare($0, placeholders: placeholders) }
        let chains = build.chains.map { prepareChain($0, placeholders: placeholders) }
        guard let builder, !diagnostics.containsError else { return nil }
        return PlannedBuild(
            name: name, environment: environment, builder: builder.component, provisioners: provisioners,
            errorCleanupProvisioner: cleanup, chains: chains.filter { !$0.isEmpty })
    }

    private mutating func prepareBuilder(_ type: BuilderType) -> Prepared<any Builder>? {
        var body = OptionBody(
            component: "the \(type.name) builder", declarations: type.options, header: source.header)
        var (inputs, problems) = body.evaluate(source.body, in: scope(template.scope))
        if let replacing = use.body {
            body.reserved = ["name"]
            body.header = build.header(of: use)
            let (more, found) = body.evaluate(replacing, in: scope(use.scope))
            inputs.merge(more) { _, new in new }
            problems += found
        }
        diagnostics += problems
        guard !problems.containsError, !template.hasErrors else { return nil }
        origin.addInstaller(of: inputs)
        let reader = OptionReader(
            inputs, templating: world.templating(environment), header: source.header, blockRange: source.headerRange)
        let environment = environment
        let places = [(source.body, scope(template.scope))] + (use.body.map { [($0, scope(use.scope))] } ?? [])
        return attempt(explaining: places) { try type.prepare(reader, environment) }
    }

    /// The scope of a component's options: names the source, and `build` where its values can be known.
    private func scope(_ base: EvaluationScope, generated: [String: String]? = nil) -> EvaluationScope {
        var scope = base
        scope.variables["source"] = .object([
            "type": .string(use.reference.type), "name": .string(use.localName),
        ])
        if let generated {
            var values = generated.mapValues { HCLValue.string($0) }
            values["name"] = .string(build.name ?? "")
            scope.variables["build"] = .object(values)
        }
        return scope
    }

    /// - Parameter places: the bodies that the component was configured by, to show the values of the variables there.
    private mutating func attempt<Component>(
        explaining places: [(body: HCLBody, scope: EvaluationScope)], _ make: () throws -> Prepared<Component>
    ) -> Prepared<Component>? {
        do {
            let prepared = try make()
            diagnostics += prepared.warnings.map { $0.showingValues(of: places) }
            return prepared
        } catch let error as DiagnosticError {
            diagnostics += error.diagnostics.map { $0.showingValues(of: places) }
        } catch {
            diagnostics.append(Diagnostic("Invalid configuration", detail: "\(error)", enclosingBlock: source.header))
        }
        return nil
    }

    private mutating func prepare(
        _ component: ComponentBlock, placeholders: [String: String]
    ) -> PlannedProvisioner? {
        guard let type = world.catalog.provisioner(component.type) else {
            diagnostics.append(
                ComponentCatalog.unknown(
                    "provisioner", component.type, known: world.catalog.provisioners.map(\.name),
                    at: component.block.headerRange))
            return nil
        }
        guard component.applies(to: path), !isOnlyChecked(component, type.options, placeholders) else { return nil }
        let make = maker(of: type, component: component, placeholders: placeholders)
        let places = [(component.block.body, scope(component.scope, generated: placeholders))]
        guard attempt(explaining: places, { try make([:]) }) != nil else { return nil }
        return PlannedProvisioner(
            type: component.type, name: component.name, pauseBefore: component.pauseBefore, timeout: component.timeout,
            maxRetries: component.maxRetries, continuesOnError: component.continuesOnError,
            make: { try make($0).component })
    }

    private mutating func prepareChain(
        _ chain: [ComponentBlock], placeholders: [String: String]
    ) -> [PlannedPostProcessor] {
        var planned: [PlannedPostProcessor] = []
        for component in chain {
            guard let type = world.catalog.postProcessor(component.type) else {
                diagnostics.append(
                    ComponentCatalog.unknown(
                        "post-processor", component.type, known: world.catalog.postProcessors.map(\.name),
                        at: component.block.headerRange))
                continue
            }
            let label = component.name ?? component.type
            if except.contains(where: { $0.matches(label) }) {
                droppedNames.append(label)
                break
            }
            guard component.applies(to: path), !isOnlyChecked(component, type.options, placeholders) else { continue }
            let make = maker(of: type, component: component, placeholders: placeholders)
            let places = [(component.block.body, scope(component.scope, generated: placeholders))]
            guard attempt(explaining: places, { try make([:]) }) != nil else { continue }
            planned.append(
                PlannedPostProcessor(
                    type: component.type, name: component.name, keepsInput: component.keepsInput,
                    make: { try make($0).component }))
        }
        return planned
    }

    private func optionBody(of component: ComponentBlock, _ declarations: [OptionDeclaration]) -> OptionBody {
        OptionBody(
            component: "the \(component.type) \(component.kind.rawValue)", declarations: declarations,
            reserved: component.kind.reserved, header: component.block.header)
    }

    /// In a template with errors components are not prepared, since what is in error is unknown: they would complain
    /// of its stand-in.
    private mutating func isOnlyChecked(
        _ component: ComponentBlock, _ declarations: [OptionDeclaration], _ placeholders: [String: String]
    ) -> Bool {
        guard template.hasErrors else { return false }
        let scope = scope(component.scope, generated: placeholders)
        diagnostics += optionBody(of: component, declarations).evaluate(component.block.body, in: scope).1
        return true
    }

    /// Evaluates and prepares a component, now with placeholders and again with the values of the running machine.
    private func maker<Component>(
        of type: ComponentType<Component>, component: ComponentBlock, placeholders: [String: String]
    ) -> @Sendable ([String: String]) throws -> Prepared<Component> {
        let body = optionBody(of: component, type.options)
        let overriding = component.override[use.localName]?.attributeValues ?? [:]
        let environment = environment
        let templating = world.templating(environment)
        let base = component.scope
        let preparation = ScopeMaker(scope: scope(base, generated: placeholders), placeholders: placeholders)
        return { generated in
            var (inputs, problems) = body.evaluate(component.block.body, in: preparation.scope(with: generated))
            problems += body.override(&inputs, by: overriding, component.block.body.attribute("override"))
            guard !problems.containsError else { throw DiagnosticError(problems) }
            var templating = templating
            if !generated.isEmpty { templating.functions["build"] = PackerTemplateFunctions.build(generated) }
            let reader = OptionReader(
                inputs, templating: templating, header: component.block.header,
                blockRange: component.block.headerRange)
            var prepared = try type.prepare(reader, environment)
            problems += prepared.warnings
            prepared.warnings = problems
            return prepared
        }
    }
}

/// Gives a scope the values of a running machine.
private struct ScopeMaker: Sendable {
    let scope: EvaluationScope
    let placeholders: [String: String]

    func scope(with generated: [String: String]) -> EvaluationScope {
        guard !generated.isEmpty, let earlier = scope.variables["build"]?.attributeValues else { return scope }
        var scope = scope
        let values = generated.mapValues { HCLValue.string($0) }
        scope.variables["build"] = .object(earlier.merging(values) { _, new in new })
        return scope
    }
}
