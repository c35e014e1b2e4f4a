import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues

/// What a template holds, to look at and to ask questions of: nothing is prepared, filtered or run.
package struct TemplateView: Sendable {
    private let scope: EvaluationScope
    private let buildBlocks: [HCLBlock]

    /// - Parameter scope: as expressions of a build see it.
    fileprivate init(scope: EvaluationScope, buildBlocks: [HCLBlock]) {
        var scope = scope
        // Data sources are not run for a question, so there is nothing to see of them.
        scope.variables["data"] = nil
        self.scope = scope
        self.buildBlocks = buildBlocks
    }

    /// The input variables, sorted by name; those without a value are unknown.
    package var variables: [(name: String, value: HCLValue)] { members(of: "var") }

    /// The local values, sorted by name.
    package var locals: [(name: String, value: HCLValue)] { members(of: "local") }

    private func members(of root: String) -> [(name: String, value: HCLValue)] {
        (scope.variables[root]?.attributeValues ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The `build` blocks in the order of the files.
    package var builds: [BuildOutline] {
        // What is wrong with a build is told where builds are planned.
        buildBlocks.map { BuildOutline(BuildBlock.read($0, in: scope).0) }
    }

    /// The names that an expression may start with, sorted.
    package var names: [String] { (Array(scope.variables.keys) + Array(scope.functions.keys)).sorted() }

    /// The value of an expression that is no part of the template, and what is wrong with it.
    ///
    /// - Parameter name: what diagnostics call the text.
    package func evaluate(_ text: String, name: String) -> (HCLValue, [Diagnostic]) {
        let (expression, syntax) = HCLParser.parseExpression(text, name: name)
        guard !syntax.containsError else { return (.unknown(), syntax) }
        let (value, problems) = scope.evaluate(expression)
        return (value, syntax + problems)
    }
}

/// What a `build` block is made of, as its author wrote it.
package struct BuildOutline: Sendable {
    package var name: String?
    package var description: String?
    /// `type.name` of each source used, in order.
    package var sources: [String]
    /// `type`, or `type.name` where it has a name.
    package var provisioners: [String]
    /// The post-processors of each chain, named alike.
    package var chains: [[String]]

    fileprivate init(_ build: BuildBlock) {
        name = build.name.flatMap { $0.isEmpty ? nil : $0 }
        description = build.description.flatMap { $0.isEmpty ? nil : $0 }
        sources = build.sources.map(\.reference.text)
        provisioners = build.provisioners.map(\.outlineName)
        chains = build.chains.map { $0.map(\.outlineName) }
    }
}

extension ComponentBlock {
    fileprivate var outlineName: String {
        name.map { $0.isEmpty ? type : "\(type).\($0)" } ?? type
    }
}

extension LoadedTemplate {
    /// The template as far as it could be read.
    package var view: TemplateView { TemplateView(scope: scope, buildBlocks: buildBlocks) }
}

extension TemplateWorld {
    /// The view of a template in which nothing is.
    package var emptyView: TemplateView {
        var scope = EvaluationScope(functions: functions, context: context(for: workingDirectory))
        scope.variables = LoadedTemplate.surroundings(root: ".", world: self)
        scope.variables["var"] = .object([:])
        scope.variables["local"] = .object([:])
        return TemplateView(scope: scope, buildBlocks: [])
    }
}
