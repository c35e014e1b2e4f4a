import ComponentAPI
import Diagnostics
import HCLValues

/// Turns a legacy template into a plan, the same kind as the other syntaxes give.
struct LegacyPlanner {
    private let template: LegacyTemplate
    private let options: PlanOptions
    private let world: TemplateWorld
    private let origin: BuildOrigin
    private var usedFilters: Set<String> = []
    private var reported: Set<Diagnostic> = []
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var plan = BuildPlan(builds: [])

    /// Plans every build that the filters leave; the errors of one build do not hide the others.
    init(_ template: LegacyTemplate, options: PlanOptions, world: TemplateWorld) {
        self.template = template
        self.options = options
        self.world = world
        origin = BuildOrigin(of: template)
        let names = renderedNames()
        diagnostics += template.document.checkBuilderNames(Set(names.compactMap(\.self)))
        guard !diagnostics.containsError else { return }
        for (builder, name) in zip(template.document.builders, names) {
            if let name { add(builder, name) }
        }
        warnOfUnusedFilters(names.compactMap(\.self))
    }

    /// The builders' names with template actions carried out; `nil` where that fails.
    private mutating func renderedNames() -> [String?] {
        var seen: Set<String> = []
        return template.document.builders.map { builder in
            do {
                let name = try template.render(builder.label, world: world)
                guard seen.insert(name).inserted else {
                    diagnostics.append(
                        Diagnostic(
                            "Duplicate builder name",
                            detail: "Two builders have the name \"\(name)\" once it is rendered.",
                            at: builder.name?.range ?? builder.range, enclosingBlock: builder.header))
                    return nil
                }
                return name
            } catch {
                diagnostics += LegacyBuildPreparation.diagnostics(
                    of: error, at: builder.name?.range, in: builder.header)
                return nil
            }
        }
    }

    private mutating func add(_ builder: LegacyComponent, _ name: String) {
        guard isWanted(name) else { return }
        var preparation = LegacyBuildPreparation(
            name: name, builder: builder, template: template, origin: origin, options: options, world: world)
        let planned = preparation.prepare()
        // What is wrong with a provisioner is the same in every build that it takes part in: once is enough.
        diagnostics += preparation.diagnostics.filter { reported.insert($0).inserted }
        usedFilters.formUnion(preparation.droppedNames)
        if let planned { plan.builds.append(planned) }
    }

    private mutating func isWanted(_ name: String) -> Bool {
        usedFilters.insert(name)
        return options.only.isEmpty
            ? !options.except.contains(name) : options.only.contains(name) && !options.except.contains(name)
    }

    private mutating func warnOfUnusedFilters(_ names: [String]) {
        for (option, given) in [("only", options.only), ("except", options.except)] {
            let unused = given.filter { !usedFilters.contains($0) }
            guard !unused.isEmpty else { continue }
            diagnostics.append(
                Diagnostic(
                    .warning,
                    "an '\(option)' option was passed, but not all matches were found for the given build.",
                    detail: "Nothing matches: \(unused.joined(separator: ", ")). The builds of this template: "
                        + "\(names.joined(separator: ", ")); in legacy templates, the names must be equal."))
        }
    }
}

extension BuildOrigin {
    /// What all builds of a template are made of.
    fileprivate init(of template: LegacyTemplate) {
        self.init()
        templateFiles = template.files
        let secret = Set(template.document.sensitiveVariables.map(\.text))
        for (name, value) in template.variables.sorted(by: { $0.key < $1.key }) {
            add(HCLValue.string(value).marked(secret.contains(name)), named: name)
        }
    }
}
