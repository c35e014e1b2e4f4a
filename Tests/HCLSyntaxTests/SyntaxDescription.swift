import HCLSyntax

/// A compact form of a tree in the manner of Lisp, so that tests can show a whole tree in a line.
func describe(_ expression: HCLExpression) -> String {
    switch expression.kind {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let text): text
    case .string(let text): "'\(text)'"
    case .template(let parts): "(template \(describe(parts)))"
    case .interpolation(let inner): "(unwrap \(describe(inner)))"
    case .variable(let name): name
    case .access(let base, let steps): "(\(describe(base))\(steps.map(describe).joined()))"
    case .call(let call):
        "\(call.name)(\(call.arguments.map(describe).joined(separator: " "))\(call.expandsLast ? " ..." : ""))"
    case .tuple(let elements): "[\(elements.map(describe).joined(separator: " "))]"
    case .object(let items):
        "{\(items.map { "\(describe($0.key)):\(describe($0.value))" }.joined(separator: " "))}"
    case .forEach(let loop): describe(loop)
    case .conditional(let condition, let then, let otherwise):
        "(if \(describe(condition)) \(describe(then)) \(describe(otherwise)))"
    case .unary(let operation, let operand): "(\(operation.rawValue)\(describe(operand)))"
    case .operation(let first, let steps):
        "(\(steps.reduce(describe(first)) { "\($0) \($1.operation.rawValue) \(describe($1.operand))" }))"
    case .parentheses(let inner): "<\(describe(inner))>"
    case .invalid: "?"
    }
}

private func describe(_ loop: HCLForExpression) -> String {
    let names = [loop.keyName, loop.valueName].compactMap(\.self).joined(separator: ",")
    let key = loop.key.map { describe($0) + "=>" } ?? ""
    let condition = loop.condition.map { " if \(describe($0))" } ?? ""
    return "(for \(names) in \(describe(loop.collection)): \(key)\(describe(loop.value))"
        + "\(loop.groups ? "..." : "")\(condition))"
}

private func describe(_ access: HCLAccess) -> String {
    switch access.kind {
    case .attribute(let name): ".\(name)"
    case .index(let key): "[\(describe(key))]"
    case .splat(let steps): "*{\(steps.map(describe).joined())}"
    }
}

func describe(_ parts: [HCLTemplatePart]) -> String {
    parts.map { part in
        switch part {
        case .literal(let text): "'\(text)'"
        case .interpolation(let expression): describe(expression)
        case .conditional(let conditional):
            "(if \(describe(conditional.condition)) \(describe(conditional.then)) | \(describe(conditional.otherwise)))"
        case .loop(let loop):
            "(for \([loop.keyName, loop.valueName].compactMap(\.self).joined(separator: ",")) in "
                + "\(describe(loop.collection)) \(describe(loop.body)))"
        }
    }.joined(separator: " ")
}
