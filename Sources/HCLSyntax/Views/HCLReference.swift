import Diagnostics

/// A use of a variable in an expression, with as many steps as are known without evaluating anything.
public struct HCLReference: Sendable {
    /// A step that is known without evaluating: `.name`, `["key"]` or `[0]`.
    public enum Step: Hashable, Sendable {
        case attribute(String)
        case index(String)
        case number(String)
    }

    /// The variable, such as `var`.
    public var root: String
    /// Up to the first that would have to be evaluated.
    public var steps: [Step]
    /// From the variable to the last of the steps.
    public var span: SourceSpan

    /// `span` in lines and columns.
    public var range: SourceRange { span.range }

    /// The reference as written, such as `var.disks[0].name`.
    public var text: String {
        steps.reduce(root) { text, step in
            switch step {
            case .attribute(let name): "\(text).\(name)"
            case .index(let key): "\(text)[\"\(key)\"]"
            case .number(let number): "\(text)[\(number)]"
            }
        }
    }
}

extension HCLExpression {
    /// The variables the expression depends on, in the order of the text; names that `for` expressions and template
    /// loops bind are not among them.
    public var references: [HCLReference] {
        var collector = ReferenceCollector()
        collector.visit(self)
        return collector.references
    }
}

extension HCLBody {
    /// The variables that anything in the body depends on.
    public var references: [HCLReference] {
        attributes.flatMap(\.expression.references) + blocks.flatMap(\.body.references)
    }
}

private struct ReferenceCollector {
    var references: [HCLReference] = []
    private var bound: [String] = []

    mutating func visit(_ expression: HCLExpression) {
        switch expression.kind {
        case .null, .bool, .number, .string, .invalid: break
        case .template(let parts): visit(parts)
        case .interpolation(let inner), .parentheses(let inner), .unary(_, let inner): visit(inner)
        case .variable(let name): add(name, [], expression.span)
        case .access(let base, let steps): visit(base, steps)
        case .call(let call): for argument in call.arguments { visit(argument) }
        case .tuple(let elements): for element in elements { visit(element) }
        case .object(let items):
            for item in items {
                visit(item.key)
                visit(item.value)
            }
        case .forEach(let loop): visit(loop)
        case .conditional(let condition, let then, let otherwise):
            for part in [condition, then, otherwise] { visit(part) }
        case .operation(let first, let steps):
            visit(first)
            for step in steps { visit(step.operand) }
        }
    }

    private mutating func add(_ root: String, _ steps: [HCLReference.Step], _ span: SourceSpan) {
        guard !bound.contains(root) else { return }
        references.append(HCLReference(root: root, steps: steps, span: span))
    }

    private mutating func visit(_ base: HCLExpression, _ steps: [HCLAccess]) {
        if case .variable(let name) = base.kind {
            let (known, span) = staticSteps(steps, from: base.span)
            add(name, known, span)
        } else {
            visit(base)
        }
        visitKeys(steps)
    }

    private mutating func visitKeys(_ steps: [HCLAccess]) {
        for step in steps {
            switch step.kind {
            case .attribute: break
            case .index(let key): visit(key)
            case .splat(let inner): visitKeys(inner)
            }
        }
    }

    private func staticSteps(
        _ steps: [HCLAccess], from start: SourceSpan
    ) -> (steps: [HCLReference.Step], span: SourceSpan) {
        var known: [HCLReference.Step] = []
        var span = start
        for step in steps {
            guard let next = step.staticStep else { break }
            known.append(next)
            span = span.union(step.span)
        }
        return (known, span)
    }

    private mutating func visit(_ loop: HCLForExpression) {
        visit(loop.collection)
        binding([loop.keyName, loop.valueName]) { collector in
            for part in [loop.key, loop.value, loop.condition] {
                if let part { collector.visit(part) }
            }
        }
    }

    private mutating func visit(_ parts: [HCLTemplatePart]) {
        for part in parts {
            switch part {
            case .literal: break
            case .interpolation(let expression): visit(expression)
            case .conditional(let conditional):
                visit(conditional.condition)
                visit(conditional.then)
                visit(conditional.otherwise)
            case .loop(let loop):
                visit(loop.collection)
                binding([loop.keyName, loop.valueName]) { $0.visit(loop.body) }
            }
        }
    }

    private mutating func binding(_ names: [String?], _ body: (inout ReferenceCollector) -> Void) {
        let count = bound.count
        bound += names.compactMap(\.self)
        body(&self)
        bound.removeLast(bound.count - count)
    }
}
