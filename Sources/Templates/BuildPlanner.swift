import ComponentAPI
import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues

/// What the command line says about which builds to plan, and how.
package struct PlanOptions: Sendable {
    /// Patterns of `-only` and `-except`.
    package var only: [String] = []
    package var except: [String] = []
    /// What all builds are told; `buildName` and `builderType` are filled in for each.
    package var environment: ComponentEnvironment

    package init(environment: ComponentEnvironment) {
        self.environment = environment
    }
}

/// Turns a loaded template into a plan: filters its builds, evaluates every option, prepares every component.
package struct BuildPlanner {
    private let template: LoadedTemplate
    private let options: PlanOptions
    private let world: TemplateWorld
    private let origin: BuildOrigin
    private let only: [BuildGlob]
    private let except: [BuildGlob]
    private var usedOnly: Set<String> = []
    private var usedExcept: Set<String> = []
    private var reported: Set<Diagnostic> = []
    package private(set) var diagnostics: [Diagnostic] = []
    package private(set) var plan = BuildPlan(builds: [])
    /// Of all builds, wanted or not.
    private var names: [String] = []

    /// Plans every build that the filters leave; the errors of one build do not hide the others.
    ///
    /// - Throws: `DiagnosticError` if a pattern is malformed.
    package init(_ template: LoadedTemplate, options: PlanOptions, world: TemplateWorld) throws {
        self.template = template
        self.options = options
        self.world = world
        origin = BuildOrigin(of: template)
        only = try options.only.map(BuildGlob.init)
        except = try options.except.map(BuildGlob.init)
        for block in template.buildBlocks {
            let (build, problems) = BuildBlock.read(block, in: template.scope)
            report(problems)
            for use in build.sources { add(use, of: build, isBroken: problems.containsError) }
        }
        warnOfUnusedFilters()
    }

    /// What is wrong with a provisioner is the same in every build that it takes part in: once is enough.
    private mutating func report(_ problems: [Diagnostic]) {
        diagnostics += problems.filter { reported.insert($0).inserted }
    }

    /// - Parameter isBroken: whether the build is only looked through for more mistakes.
    private mutating func add(_ use: BuildBlock.SourceUse, of build: BuildBlock, isBroken: Bool) {
        let path = "\(use.reference.type).\(use.localName)"
        let name = build.name.map { $0.isEmpty ? path : "\($0).\(path)" } ?? path
        names.append(name)
        guard isWanted(name) else { return }
        guard let source = template.sourceBlocks[use.reference] else {
            report([unknownSource(use)])
            return
        }
        var preparation = BuildPreparation(
            name: name, use: use, source: source, build: build, template: template, origin: origin, options: options,
            except: except, world: world)
        let planned = preparation.prepare()
        report(preparation.diagnostics)
        usedExcept.formUnion(
            preparation.droppedNames.flatMap { name in except.filter { $0.matches(name) }.map(\.text) })
        if let planned, !isBroken { plan.builds.append(planned) }
    }

    private func unknownSource(_ use: BuildBlock.SourceUse) -> Diagnostic {
        let known = template.sourceBlocks.keys.map(\.text)
        let hint =
            Suggestion.nearest(to: use.reference.text, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
        // A template may have thousands; the names that come first show at least how they are written.
        let listed = known.count > 20 ? "" : " Known: \(known.sorted().joined(separator: ", "))."
        return Diagnostic(
            "Unknown source \(use.reference.text)",
            detail: known.isEmpty
                ? "The template has no source blocks." : "The template has no such source block.\(hint)\(listed)",
            at: use.range)
    }

    private mutating func isWanted(_ name: String) -> Bool {
        if !only.isEmpty {
            let matched = only.filter { $0.matches(name) }
            guard !matched.isEmpty else { return false }
            usedOnly.formUnion(matched.map(\.text))
        }
        let excluded = except.filter { $0.matches(name) }
        usedExcept.formUnion(excluded.map(\.text))
        return excluded.isEmpty
    }

    private mutating func warnOfUnusedFilters() {
        for (option, unused) in [
            ("only", options.only.filter { !usedOnly.contains($0) }),
            ("except", options.except.filter { !usedExcept.contains($0) }),
        ] where !unused.isEmpty {
            diagnostics.append(
                Diagnostic(
                    .warning,
                    "an '\(option)' option was passed, but not all matches were found for the given build.",
                    detail: "Nothing matches: \(unused.joined(separator: ", ")).\(listedNames)"))
        }
    }

    /// The builds that a pattern could match, unless there are too many to read.
    private var listedNames: String {
        names.isEmpty || names.count > 20 ? "" : " The builds of this template: \(names.joined(separator: ", "))."
    }
}

extension BuildOrigin {
    /// What all builds of a template are made of; a builder's options say the rest.
    fileprivate init(of template: LoadedTemplate) {
        self.init()
        templateFiles = template.templateFiles
        for (name, value) in template.variables.values.sorted(by: { $0.key < $1.key }) { add(value, named: name) }
    }
}
