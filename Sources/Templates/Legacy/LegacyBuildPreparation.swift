import ComponentAPI
import Diagnostics
import HCLValues
import JSONText

/// Prepares one build of a legacy template: a builder with the provisioners and post-processors that apply to it.
struct LegacyBuildPreparation {
    /// The builder's name, rendered.
    let name: String
    let builder: LegacyComponent
    let template: LegacyTemplate
    let options: PlanOptions
    let world: TemplateWorld
    private let origin: BuildOrigin
    /// Post-processors that `-except` cut off.
    private(set) var droppedNames: [String] = []
    private(set) var diagnostics: [Diagnostic] = []

    /// - Parameter origin: what all builds of the template are made of.
    init(
        name: String, builder: LegacyComponent, template: LegacyTemplate, origin: BuildOrigin, options: PlanOptions,
        world: TemplateWorld
    ) {
        self.name = name
        self.builder = builder
        self.template = template
        self.options = options
        self.world = world
        self.origin = origin
    }

    /// The names by which `only`, `except` and `override` may mean this build.
    private var names: Set<String> { [name, builder.label] }

    private var environment: ComponentEnvironment {
        var environment = options.environment
        environment.buildName = name
        environment.builderType = builder.type
        environment.templateDirectory = template.directory
        environment.userVariables = template.variables
        environment.origin = origin
        return environment
    }

    /// The build, or `nil` if something of it is in error.
    mutating func prepare() -> PlannedBuild? {
        guard let type = world.catalog.builder(builder.type) else {
            report(unknown: builder, known: world.catalog.builders.map(\.name))
            return nil
        }
        let make = maker(of: type, component: builder)
        let prepared = attempt(builder) { try make([:]) }
        let provisioners = template.document.provisioners.compactMap { prepare($0) }
        let cleanup = template.document.errorCleanupProvisioner.flatMap { prepare($0) }
        let chains = template.document.chains.map { prepareChain($0) }
        guard let prepared, !diagnostics.containsError else { return nil }
        return PlannedBuild(
            name: name == builder.type ? name : "\(builder.type).\(name)", environment: environment,
            builder: prepared.component, provisioners: provisioners, errorCleanupProvisioner: cleanup,
            chains: chains.filter { !$0.isEmpty })
    }

    private mutating func prepare(_ component: LegacyComponent) -> PlannedProvisioner? {
        guard let type = world.catalog.provisioner(component.type) else {
            report(unknown: component, known: world.catalog.provisioners.map(\.name))
            return nil
        }
        guard component.applies(to: names) else { return nil }
        let make = maker(of: type, component: component)
        let retries = maxRetries(of: component)
        guard attempt(component, { try make([:]) }) != nil, let retries else { return nil }
        return PlannedProvisioner(
            type: component.type, pauseBefore: component.pauseBefore, timeout: component.timeout, maxRetries: retries,
            make: { try make($0).component })
    }

    private mutating func prepareChain(_ chain: [LegacyComponent]) -> [PlannedPostProcessor] {
        var planned: [PlannedPostProcessor] = []
        for component in chain {
            guard let type = world.catalog.postProcessor(component.type) else {
                report(unknown: component, known: world.catalog.postProcessors.map(\.name))
                continue
            }
            guard !options.except.contains(component.label) else {
                droppedNames.append(component.label)
                break
            }
            guard component.applies(to: names) else { continue }
            let make = maker(of: type, component: component)
            guard attempt(component, { try make([:]) }) != nil else { continue }
            planned.append(
                PlannedPostProcessor(
                    type: component.type, name: component.name?.text, keepsInput: component.keepsInput,
                    make: { try make($0).component }))
        }
        return planned
    }

    /// Decodes and prepares a component, now and again with the values of the running machine.
    private func maker<Component>(
        of type: ComponentType<Component>, component: LegacyComponent
    ) -> @Sendable ([String: String]) throws -> Prepared<Component> {
        var options = LegacyOptions(
            component: "the \(type.name) \(component.kind.rawValue)", header: component.header, source: template.source)
        var inputs = options.inputs(component.options, type.options)
        for name in names.sorted() {
            guard let override = component.override[name] else { continue }
            inputs.merge(options.inputs(override, type.options)) { _, new in new }
        }
        let problems = options.diagnostics
        let environment = environment
        let templating = world.templating(environment)
        let (settled, range, header) = (inputs, component.range, component.header)
        return { generated in
            guard !problems.containsError else { throw DiagnosticError(problems) }
            let reader = OptionReader(
                settled, templating: templating.knowing(generated), header: header, blockRange: range)
            return try type.prepare(reader, environment)
        }
    }

    /// `max_retries` as a number; `nil` if it is none.
    private mutating func maxRetries(of component: LegacyComponent) -> Int? {
        guard let written = component.maxRetries else { return 0 }
        do {
            let text = try world.templating(environment).render(written.text)
            if let number = Int(text), number >= 0 { return number }
            diagnostics.append(
                Diagnostic(
                    "Invalid number", detail: "`max_retries` must be a valid integer, 0 or more, but is \"\(text)\".",
                    at: written.range, enclosingBlock: component.header))
        } catch {
            diagnostics += Self.diagnostics(of: error, at: written.range, in: component.header)
        }
        return nil
    }

    // MARK: - Complaints

    private mutating func report(unknown component: LegacyComponent, known: [String]) {
        var diagnostic = ComponentCatalog.unknown(
            component.kind.rawValue, component.type, known: known, at: component.range)
        diagnostic.enclosingBlock = component.header
        diagnostics.append(diagnostic)
    }

    private mutating func attempt<Component>(
        _ component: LegacyComponent, _ make: () throws -> Prepared<Component>
    ) -> Prepared<Component>? {
        do {
            let prepared = try make()
            diagnostics += prepared.warnings
            return prepared
        } catch {
            diagnostics += Self.diagnostics(of: error, at: component.range, in: component.header)
            return nil
        }
    }

    static func diagnostics(of error: any Error, at range: SourceRange?, in header: String) -> [Diagnostic] {
        guard let error = error as? DiagnosticError else {
            return [Diagnostic("Invalid configuration", detail: "\(error)", at: range, enclosingBlock: header)]
        }
        return error.diagnostics.map { found in
            var diagnostic = found
            diagnostic.subject = found.subject ?? range
            diagnostic.enclosingBlock = found.enclosingBlock ?? header
            return diagnostic
        }
    }
}

extension TemplateContext {
    /// The context with the values of a running machine for `build`; without any they stay to be filled in later.
    fileprivate func knowing(_ generated: [String: String]) -> TemplateContext {
        guard !generated.isEmpty else { return self }
        var context = self
        context.functions["build"] = PackerTemplateFunctions.build(generated)
        return context
    }
}
