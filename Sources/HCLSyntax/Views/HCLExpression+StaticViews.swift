/// Looks at an expression that is meant as a word, a path or a list rather than as something to evaluate.
extension HCLExpression {
    /// The name, if the expression is a bare name, such as `string` of a type.
    public var keyword: String? {
        switch kind {
        case .variable(let name): name
        case .parentheses(let inner): inner.keyword
        default: nil
        }
    }

    /// The call, if the expression is one, such as `list(string)` of a type.
    public var staticCall: HCLCall? {
        if case .call(let call) = kind { call } else { nil }
    }

    /// The elements, if the expression is written as a tuple.
    public var staticElements: [HCLExpression]? {
        if case .tuple(let elements) = kind { elements } else { nil }
    }

    /// The items, if the expression is written as an object.
    public var staticItems: [HCLObjectItem]? {
        if case .object(let items) = kind { items } else { nil }
    }

    /// The text, if the expression is a string without sequences.
    public var staticString: String? {
        if case .string(let text) = kind { text } else { nil }
    }

    /// The path, if the expression is a variable and steps known without evaluation, such as `source.qemu.base`.
    public var staticReference: HCLReference? {
        guard let reference = references.first, references.count == 1, isPath else { return nil }
        return reference
    }

    private var isPath: Bool {
        switch kind {
        case .variable: true
        case .access(let base, let steps):
            if case .variable = base.kind { steps.allSatisfy { $0.staticStep != nil } } else { false }
        default: false
        }
    }
}

extension HCLAccess {
    /// The step, if it is known without evaluation.
    var staticStep: HCLReference.Step? {
        switch kind {
        case .attribute(let name): .attribute(name)
        case .index(let key):
            switch key.kind {
            case .string(let text): .index(text)
            case .number(let text): .number(text)
            default: nil
            }
        case .splat: nil
        }
    }
}
