import ComponentAPI
import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues

/// Evaluates the local values and data sources of a template in the order of what they refer to.
///
/// What fails is reported and then counts as unknown, so that everything else is checked too.
struct ValueEvaluation {
    /// A data source that is ready, and the name its value gets.
    struct PendingFetch {
        var reference: SourceReference
        var source: any DataSource
        var type: DataSourceType
    }

    let locals: Locals
    let data: DataBlocks
    let world: TemplateWorld
    let environment: ComponentEnvironment
    /// With everything but `local` and `data`.
    let scope: EvaluationScope
    let graph: ValueGraph
    private(set) var diagnostics: [Diagnostic]
    private var values: [ValueName: HCLValue] = [:]

    init(
        locals: Locals, data: DataBlocks, scope: EvaluationScope, environment: ComponentEnvironment,
        world: TemplateWorld
    ) {
        self.locals = locals
        self.data = data
        self.scope = scope
        self.environment = environment
        self.world = world
        var nodes: [ValueGraph.Node] = []
        for reference in data.names {
            guard let block = data.blocks[reference] else { continue }
            nodes.append(
                .init(name: .data(reference), range: block.headerRange, references: block.body.references))
        }
        for definition in locals.names.compactMap({ locals.definitions[$0] }) {
            nodes.append(
                .init(
                    name: .local(definition.name), range: definition.range,
                    references: definition.expression.references))
        }
        graph = ValueGraph(nodes)
        diagnostics = graph.diagnostics
    }

    /// Evaluates everything but leaves what data sources give unknown.
    mutating func evaluate() {
        for name in graph.order { _ = step(name) }
    }

    /// Evaluates everything, and has data sources fetch their values.
    ///
    /// - Throws: `CancellationError`; other failures of a data source become diagnostics.
    mutating func evaluateFetching() async throws {
        for name in graph.order {
            guard let pending = step(name) else { continue }
            do {
                let value = try await pending.source.fetch()
                values[name] = try value.converted(to: pending.type.output)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                report(error, of: pending.reference)
            }
        }
    }

    /// `local` and `data` as expressions see them.
    var objects: [String: HCLValue] {
        objects(of: graph.order)
    }

    /// Evaluates one node; a data source that could be asked is handed back, its value being unknown until then.
    private mutating func step(_ name: ValueName) -> PendingFetch? {
        values[name] = .unknown()
        guard !graph.broken.contains(name) else { return nil }
        switch name {
        case .local(let local):
            guard let definition = locals.definitions[local] else { return nil }
            let (value, problems) = scope(for: name).evaluate(definition.expression)
            diagnostics += problems
            values[name] = value.marked(definition.isSensitive)
            return nil
        case .data(let reference):
            guard let block = data.blocks[reference] else { return nil }
            return prepare(block, reference, in: scope(for: name))
        }
    }

    /// The scope of a node shows what the node refers to and no more, so that its cost does not grow with the number
    /// of the others.
    private func scope(for name: ValueName) -> EvaluationScope {
        var scope = scope
        scope.variables.merge(objects(of: graph.dependencies[name] ?? [])) { $1 }
        return scope
    }

    private func objects(of names: [ValueName]) -> [String: HCLValue] {
        var local: [String: HCLValue] = [:]
        var data: [String: [String: HCLValue]] = [:]
        for name in names {
            switch name {
            case .local(let key): local[key] = values[name]
            case .data(let reference): data[reference.type, default: [:]][reference.name] = values[name]
            }
        }
        return ["local": .object(local), "data": .object(data.mapValues { .object($0) })]
    }

    private mutating func prepare(
        _ block: HCLBlock, _ reference: SourceReference, in scope: EvaluationScope
    ) -> PendingFetch? {
        guard let type = world.catalog.dataSource(reference.type) else {
            diagnostics.append(
                ComponentCatalog.unknown(
                    "data source", reference.type, known: world.catalog.dataSources.map(\.name),
                    at: block.headerRange))
            return nil
        }
        values[.data(reference)] = .unknown(type.output)
        let body = OptionBody(
            component: "the \(type.name) data source", declarations: type.component.options, header: block.header)
        let (inputs, problems) = body.evaluate(block.body, in: scope)
        diagnostics += problems
        guard !problems.containsError else { return nil }
        let reader = OptionReader(
            inputs, templating: world.templating(environment), header: block.header, blockRange: block.headerRange)
        do {
            let prepared = try type.component.prepare(reader, environment)
            diagnostics += prepared.warnings
            return PendingFetch(reference: reference, source: prepared.component, type: type)
        } catch {
            report(error, of: reference)
            return nil
        }
    }

    private mutating func report(_ error: any Error, of reference: SourceReference) {
        let block = data.blocks[reference]
        if let error = error as? DiagnosticError {
            diagnostics += error.diagnostics
        } else if let error = error as? any DiagnosticConvertible {
            var diagnostic = error.diagnostic
            diagnostic.subject = diagnostic.subject ?? block?.headerRange
            diagnostic.enclosingBlock = diagnostic.enclosingBlock ?? block?.header
            diagnostics.append(diagnostic)
        } else {
            diagnostics.append(
                Diagnostic(
                    "Data source failed", detail: "data.\(reference.text) could not be read: \(error)",
                    at: block?.headerRange, enclosingBlock: block?.header))
        }
    }
}
