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
    public var condition: HCLExpression
    public var then: [HCLTemplatePart]
    public var otherwise: [HCLTemplatePart]
    public var span: SourceSpan

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
    public var keyName: String?
    public var valueName: String
    public var collection: HCLExpression
    public var body: [HCLTemplatePart]
    public var span: SourceSpan

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
