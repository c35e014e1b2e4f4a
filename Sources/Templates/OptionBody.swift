import ComponentAPI
import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues

/// Evaluates the body of a component's block against the options that the component declares.
struct OptionBody {
    /// How the component is called in messages: `the qemu builder`.
    var component: String
    var declarations: [OptionDeclaration]
    /// Names that the language takes for itself, such as `only` and `pause_before`.
    var reserved: Set<String> = []
    /// The header of the outermost block.
    var header: String

    /// What the body gives for each option, with everything that is wrong.
    func evaluate(_ body: HCLBody, in scope: EvaluationScope) -> ([String: OptionInput], [Diagnostic]) {
        var problems: [Diagnostic] = []
        var inputs: [String: OptionInput] = [:]
        for attribute in body.attributes where !reserved.contains(attribute.name) {
            guard let declaration = declarations.first(where: { $0.name == attribute.name }) else {
                problems.append(unsupported(attribute))
                continue
            }
            let (value, found) = scope.evaluate(attribute.expression)
            problems += found.map(inHeader)
            let isMarked = declaration.isSensitive
            inputs[attribute.name] = OptionInput(
                value: value.standingInForUnknown.marked(isMarked), range: attribute.expression.range)
        }
        let (blocks, found) = BlockExpander.expand(body, in: scope)
        problems += found.map(inHeader)
        for (name, group) in Dictionary(grouping: blocks, by: \.block.type) where !reserved.contains(name) {
            add(group, named: name, to: &inputs, &problems)
        }
        return (inputs, problems)
    }

    /// Puts what `override` says for one source in the place of what the body gives.
    ///
    /// - Parameter attribute: where it stands.
    /// - Returns: what is wrong with it.
    func override(
        _ inputs: inout [String: OptionInput], by values: [String: HCLValue], _ attribute: HCLAttribute?
    ) -> [Diagnostic] {
        var problems: [Diagnostic] = []
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let declaration = declarations.first(where: { $0.name == name }) else {
                var diagnostic = unsupported(name, among: declarations.map(\.name))
                diagnostic.subject = attribute?.expression.range
                problems.append(diagnostic)
                continue
            }
            inputs[name] = OptionInput(
                value: value.standingInForUnknown.marked(declaration.isSensitive), range: attribute?.expression.range)
        }
        return problems
    }

    /// Blocks of one type become a list of objects, which the option decodes.
    private func add(
        _ group: [ScopedBlock], named name: String, to inputs: inout [String: OptionInput],
        _ problems: inout [Diagnostic]
    ) {
        guard let declaration = declarations.first(where: { $0.name == name }),
            let inner = declaration.type.blockDeclarations
        else {
            problems += group.map { unsupported($0.block) }
            return
        }
        let nested = OptionBody(component: component, declarations: inner, header: header)
        let objects = group.map { scoped in
            let (values, found) = nested.evaluate(scoped.block.body, in: scoped.scope)
            problems += found
            return HCLValue.object(values.mapValues(\.value))
        }
        let value: HCLValue = if case .list = declaration.type { .tuple(objects) } else { objects[0] }
        inputs[name] = OptionInput(value: value, range: group[0].block.headerRange)
    }

    private func unsupported(_ attribute: HCLAttribute) -> Diagnostic {
        var diagnostic = unsupported(attribute.name, among: declarations.map(\.name) + reserved)
        diagnostic.subject = attribute.nameRange
        diagnostic.context = attribute.range
        return diagnostic
    }

    private func unsupported(_ name: String, among known: [String]) -> Diagnostic {
        let hint = Suggestion.nearest(to: name, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
        return Diagnostic(
            "Unsupported argument", detail: "\"\(name)\" is not an option of \(component).\(hint)",
            enclosingBlock: header)
    }

    private func unsupported(_ block: HCLBlock) -> Diagnostic {
        guard declarations.contains(where: { $0.name == block.type }) else {
            let known = declarations.filter { $0.type.blockDeclarations != nil }.map(\.name)
            return inHeader(RootBlocks.unsupported(block, known: known))
        }
        return Diagnostic(
            "Unsupported block type",
            detail: "\"\(block.type)\" is an argument of \(component), not a block: write \"\(block.type) = …\".",
            at: block.typeRange, enclosingBlock: header)
    }

    private func inHeader(_ diagnostic: Diagnostic) -> Diagnostic {
        var diagnostic = diagnostic
        diagnostic.enclosingBlock = diagnostic.enclosingBlock ?? header
        return diagnostic
    }
}

extension OptionType {
    /// The options of a nested block, for a block or a list of them.
    fileprivate var blockDeclarations: [OptionDeclaration]? {
        switch self {
        case .block(let declarations): declarations
        case .list(.block(let declarations)): declarations
        default: nil
        }
    }
}

extension HCLValue {
    /// The value with everything unknown replaced by what components see before the real value exists: `<unknown>`
    /// for strings, 0, false, and nothing for collections.
    var standingInForUnknown: HCLValue {
        switch data {
        case .unknown: Self.standIn(for: type).marked(isSensitive)
        case .elements(let elements):
            HCLValue(type: type, data: .elements(elements.map(\.standingInForUnknown)), isSensitive: isSensitive)
        case .attributes(let attributes):
            HCLValue(
                type: type, data: .attributes(attributes.mapValues(\.standingInForUnknown)), isSensitive: isSensitive)
        case .null, .string, .number, .bool: self
        }
    }

    private static func standIn(for type: HCLType) -> HCLValue {
        switch type {
        case .string, .dynamic: .string("<unknown>")
        case .number: .number(0)
        case .bool: .bool(false)
        case .list, .set: HCLValue(type: type, data: .elements([]))
        case .map: HCLValue(type: type, data: .attributes([:]))
        case .tuple(let elements): .tuple(elements.map(standIn))
        case .object(let attributes, _): .object(attributes.mapValues(standIn))
        }
    }
}

extension Diagnostic {
    /// The diagnostic with the values of the variables in the argument that it blames.
    func showingValues(of places: [(body: HCLBody, scope: EvaluationScope)]) -> Diagnostic {
        guard values.isEmpty, let subject else { return self }
        for place in places {
            guard let attribute = place.body.attributes.first(where: { $0.expression.range == subject }) else {
                continue
            }
            var diagnostic = self
            diagnostic.values = place.scope.namedValues(in: attribute.expression)
            return diagnostic
        }
        return self
    }
}
