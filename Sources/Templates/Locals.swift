import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues

/// The local values of a template, evaluated in the order of what they refer to.
struct Locals {
    private struct Definition {
        var name: String
        var range: SourceRange
        var expression: HCLExpression
        var isSensitive: Bool
    }

    private var definitions: [String: Definition] = [:]
    private(set) var values: [String: HCLValue] = [:]
    private static let schema = BodySchema(attributes: ["expression", "sensitive"])

    /// Reads all `local` and `locals` blocks; nothing is evaluated.
    static func declared(
        in blocks: [HCLBlock], scope: EvaluationScope
    ) -> (locals: Locals, diagnostics: [Diagnostic]) {
        var locals = Locals()
        var problems: [Diagnostic] = []
        for block in blocks {
            switch block.type {
            case "locals":
                problems += block.body.blocks.map { RootBlocks.unsupported($0, known: []) }
                for attribute in block.body.attributes {
                    locals.add(attribute.name, attribute.nameRange, attribute.expression, false, &problems)
                }
            case "local": locals.add(block, scope, &problems)
            default: break
            }
        }
        return (locals, problems)
    }

    private mutating func add(_ block: HCLBlock, _ scope: EvaluationScope, _ problems: inout [Diagnostic]) {
        problems += Self.schema.check(block) + [block.labels[0].nameDiagnostic].compactMap { $0 }
        guard let expression = block.body.attribute("expression")?.expression else {
            problems.append(
                Diagnostic(
                    "Missing required argument",
                    detail: "The argument \"expression\" is required, but no definition was found.",
                    at: block.headerRange))
            return
        }
        var isSensitive = false
        if let attribute = block.body.attribute("sensitive") {
            let (value, found) = scope.evaluate(attribute.expression, as: .bool)
            problems += found
            isSensitive = value.boolValue ?? false
        }
        add(block.labels[0].text, block.headerRange, expression, isSensitive, &problems)
    }

    private mutating func add(
        _ name: String, _ range: SourceRange, _ expression: HCLExpression, _ isSensitive: Bool,
        _ problems: inout [Diagnostic]
    ) {
        guard definitions[name] == nil else {
            problems.append(
                Diagnostic(
                    "Duplicate local definition",
                    detail: "Local variable \"\(name)\" is defined twice in your templates.",
                    at: range))
            return
        }
        definitions[name] = Definition(name: name, range: range, expression: expression, isSensitive: isSensitive)
    }

    /// Evaluates every definition, used or not, and stops at the first that fails.
    mutating func evaluate(in scope: EvaluationScope) -> [Diagnostic] {
        let order: [Definition]
        do {
            order = try ordered()
        } catch {
            return error.diagnostics
        }
        for definition in order {
            let current = scope.binding("local", to: .object(values))
            let (value, problems) = current.evaluate(definition.expression)
            guard !problems.containsError else { return problems }
            values[definition.name] = value.marked(definition.isSensitive)
        }
        return []
    }

    /// The definitions, each after those it refers to.
    private func ordered() throws(DiagnosticError) -> [Definition] {
        var order: [Definition] = []
        var isDone: Set<String> = []
        // An explicit stack, since a template may chain more locals than the thread's stack has room for.
        for start in definitions.values.sorted(by: { $0.range.start < $1.range.start })
        where !isDone.contains(start.name) {
            var path: [(definition: Definition, pending: [String])] = [(start, dependencies(of: start))]
            while let last = path.indices.last {
                guard let next = path[last].pending.popLast() else {
                    order.append(path[last].definition)
                    isDone.insert(path[last].definition.name)
                    path.removeLast()
                    continue
                }
                guard !isDone.contains(next), let definition = definitions[next] else { continue }
                if let loop = path.firstIndex(where: { $0.definition.name == next }) {
                    throw DiagnosticError(cycle(path[loop...].map(\.definition)))
                }
                path.append((definition, dependencies(of: definition)))
            }
        }
        return order
    }

    private func dependencies(of definition: Definition) -> [String] {
        definition.expression.references.compactMap { reference -> String? in
            guard reference.root == "local", case .attribute(let name)? = reference.steps.first else { return nil }
            return name
        }
    }

    private func cycle(_ definitions: [Definition]) -> Diagnostic {
        let names = (definitions + definitions.prefix(1)).map { "local.\($0.name)" }
        return Diagnostic(
            "Cyclic local values",
            detail: definitions.count == 1
                ? "The value of \(names[0]) refers to itself."
                : "These values refer to each other in a circle: \(names.joined(separator: " -> ")).",
            at: definitions[0].range)
    }
}
