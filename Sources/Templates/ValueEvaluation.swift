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
    struct PendingFetch: Sendable {
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
    /// What is wrong with each node.
    private var problems: [ValueName: [Diagnostic]] = [:]
    /// Nodes whose value is not known because something failed.
    private var failed: Set<ValueName> = []
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
    }

    /// Everything that is wrong, in the order of evaluation, whatever ran beside what.
    var diagnostics: [Diagnostic] {
        graph.diagnostics + graph.order.flatMap { problems[$0] ?? [] }
    }

    /// Evaluates everything but leaves what data sources give unknown.
    mutating func evaluate() {
        for name in graph.order { _ = step(name) }
    }

    /// Evaluates everything, and has data sources fetch their values, those beside each other that do not wait for each
    /// other's.
    ///
    /// A data source that depends on what failed is not asked.
    ///
    /// - Throws: `CancellationError`; other failures of a data source become diagnostics.
    mutating func evaluateFetching() async throws {
        for level in graph.levels {
            let pending = level.compactMap { step($0) }.filter { !failed.contains(.data($0.reference)) }
            for (fetch, result) in zip(pending, try await Self.results(of: pending)) {
                switch result {
                case .success(let value): values[.data(fetch.reference)] = value
                case .failure(let error): report(error, of: fetch.reference)
                }
            }
        }
    }

    /// What data sources give, in their order.
    private static func results(of pending: [PendingFetch]) async throws -> [Result<HCLValue, any Error>] {
        try await withThrowingTaskGroup(of: (Int, Result<HCLValue, any Error>).self) { group in
            for (index, fetch) in pending.enumerated() {
                group.addTask {
                    do {
                        return (index, .success(try await fetch.source.fetch().converted(to: fetch.type.output)))
                    } catch is CancellationError {
                        throw CancellationError()
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            var results: [Int: Result<HCLValue, any Error>] = [:]
            for try await (index, result) in group { results[index] = result }
            return pending.indices.compactMap { results[$0] }
        }
    }

    /// `local` and `data` as expressions see them.
    var objects: [String: HCLValue] {
        objects(of: graph.order)
    }

    /// Evaluates one node; a data source that could be asked is handed back, its value being unknown until then.
    private mutating func step(_ name: ValueName) -> PendingFetch? {
        values[name] = .unknown()
        guard !graph.broken.contains(name) else {
            failed.insert(name)
            return nil
        }
        if graph.dependencies[name]?.contains(where: failed.contains) ?? false { failed.insert(name) }
        switch name {
        case .local(let local):
            guard let definition = locals.definitions[local] else { return nil }
            let (value, found) = scope(for: name).evaluate(definition.expression)
            note(found, of: name)
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
            let unknown = ComponentCatalog.unknown(
                "data source", reference.type, known: world.catalog.dataSources.map(\.name), at: block.headerRange)
            note([unknown], of: .data(reference))
            return nil
        }
        values[.data(reference)] = .unknown(type.output)
        let body = OptionBody(
            component: "the \(type.name) data source", declarations: type.component.options, header: block.header)
        let (inputs, found) = body.evaluate(block.body, in: scope)
        note(found, of: .data(reference))
        guard !found.containsError else { return nil }
        let reader = OptionReader(
            inputs, templating: world.templating(environment), header: block.header, blockRange: block.headerRange)
        do {
            let prepared = try type.component.prepare(reader, environment)
            note(prepared.warnings, of: .data(reference))
            return PendingFetch(reference: reference, source: prepared.component, type: type)
        } catch {
            report(error, of: reference)
            return nil
        }
    }

    private mutating func note(_ found: [Diagnostic], of name: ValueName) {
        problems[name, default: []] += found
        if found.containsError { failed.insert(name) }
    }

    private mutating func report(_ error: any Error, of reference: SourceReference) {
        let block = data.blocks[reference]
        var found: [Diagnostic]
        if let error = error as? DiagnosticError {
            found = error.diagnostics
        } else if let error = error as? any DiagnosticConvertible {
            found = [error.diagnostic]
        } else {
            found = [
                Diagnostic("Data source failed", detail: "data.\(reference.text) could not be read: \(error)")
            ]
        }
        for index in found.indices {
            found[index].subject = found[index].subject ?? block?.headerRange
            found[index].enclosingBlock = found[index].enclosingBlock ?? block?.header
        }
        note(found, of: .data(reference))
    }
}
