/// An action that calls functions on literals and nothing else: what other languages can say too.
package indirect enum GoExpression: Hashable, Sendable {
    case literal(GoValue)
    case call(String, [GoExpression])
}

extension GoTemplate {
    /// The one action that the template consists of; `nil` if it is more, less, or depends on data or variables.
    package var expression: GoExpression? {
        guard nodes.count == 1, case .action(let pipeline) = nodes[0] else { return nil }
        return Self.expression(pipeline)
    }

    private static func expression(_ pipeline: TemplatePipeline) -> GoExpression? {
        guard pipeline.variables.isEmpty else { return nil }
        var last: GoExpression?
        for command in pipeline.commands {
            guard let value = expression(command, last: last) else { return nil }
            last = value
        }
        return last
    }

    private static func expression(_ command: TemplateCommand, last: GoExpression?) -> GoExpression? {
        guard let first = command.operands.first, first.fields.isEmpty else { return nil }
        guard case .function(let name) = first.kind else {
            return command.operands.count == 1 && last == nil ? expression(first) : nil
        }
        var arguments: [GoExpression] = []
        for operand in command.operands.dropFirst() {
            guard let argument = expression(operand) else { return nil }
            arguments.append(argument)
        }
        return .call(name, arguments + [last].compactMap(\.self))
    }

    private static func expression(_ operand: TemplateOperand) -> GoExpression? {
        guard operand.fields.isEmpty else { return nil }
        switch operand.kind {
        case .literal(let value): return .literal(value)
        case .function(let name): return .call(name, [])
        case .group(let pipeline): return expression(pipeline)
        case .dot, .variable: return nil
        }
    }
}
