/// A piece of a template.
public enum HCLTemplatePart: Sendable {
    /// Text with escapes resolved and blanks trimmed as `~` asks.
    case literal(String)
    case interpolation(HCLExpression)
    indirect case conditional(HCLTemplateConditional)
    indirect case loop(HCLTemplateLoop)
}

/// `%{ if condition }…%{ else }…%{ endif }`.
public struct HCLTemplateConditional: Sendable {
    /// Decides which of the two is rendered.
    public var condition: HCLExpression
    /// Rendered where the condition is true.
    public var then: [HCLTemplatePart]
    /// Rendered where it is false; empty without `else`.
    public var otherwise: [HCLTemplatePart]
    /// From `%{ if` to the end of `endif`.
    public var span: SourceSpan

    /// A condition by all its parts.
    public init(
        condition: HCLExpression, then: [HCLTemplatePart], otherwise: [HCLTemplatePart], span: SourceSpan
    ) {
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
        self.span = span
    }
}

/// `%{ for key, value in collection }…%{ endfor }`.
public struct HCLTemplateLoop: Sendable {
    /// The name that the key or index is bound to; `nil` where only the value has one.
    public var keyName: String?
    /// The name that each element is bound to.
    public var valueName: String
    /// What is gone through.
    public var collection: HCLExpression
    /// Rendered once for each element.
    public var body: [HCLTemplatePart]
    /// From `%{ for` to the end of `endfor`.
    public var span: SourceSpan

    /// A loop by all its parts.
    public init(
        keyName: String?, valueName: String, collection: HCLExpression, body: [HCLTemplatePart], span: SourceSpan
    ) {
        self.keyName = keyName
        self.valueName = valueName
        self.collection = collection
        self.body = body
        self.span = span
    }
}
