import Diagnostics

/// What stands in a file or between the braces of a block.
public struct HCLBody: Sendable {
    /// In the order of the text; names are unique.
    public var attributes: [HCLAttribute]
    /// In the order of the text.
    public var blocks: [HCLBlock]
    /// From the first to the last character inside the braces.
    public var span: SourceSpan

    /// A body of what a parser found.
    public init(attributes: [HCLAttribute], blocks: [HCLBlock], span: SourceSpan) {
        self.attributes = attributes
        self.blocks = blocks
        self.span = span
    }

    /// `span` in lines and columns.
    public var range: SourceRange { span.range }

    /// The attribute of that name.
    public func attribute(_ name: String) -> HCLAttribute? {
        attributes.first { $0.name == name }
    }

    /// The blocks of that type in the order of the text.
    public func blocks(_ type: String) -> [HCLBlock] {
        blocks.filter { $0.type == type }
    }
}

/// `name = expression`.
public struct HCLAttribute: Sendable {
    /// An identifier; any text in JSON.
    public var name: String
    /// Where the name stands.
    public var nameSpan: SourceSpan
    /// What stands behind `=`.
    public var expression: HCLExpression

    /// An argument of a body.
    public init(name: String, nameSpan: SourceSpan, expression: HCLExpression) {
        self.name = name
        self.nameSpan = nameSpan
        self.expression = expression
    }

    /// `nameSpan` in lines and columns.
    public var nameRange: SourceRange { nameSpan.range }
    /// Name and expression.
    public var range: SourceRange { nameRange.union(expression.range) }
}

/// `type "label" { body }`.
public struct HCLBlock: Sendable {
    /// A word between the type and the brace.
    public struct Label: Sendable {
        /// Without its quotes, escapes resolved.
        public var text: String
        /// The label with its quotes.
        public var span: SourceSpan

        /// A label at a place of a text.
        public init(text: String, span: SourceSpan) {
            self.text = text
            self.span = span
        }

        /// `span` in lines and columns.
        public var range: SourceRange { span.range }
    }

    /// The word that the block begins with.
    public var type: String
    /// Where the type stands.
    public var typeSpan: SourceSpan
    /// In the order of the text.
    public var labels: [Label]
    /// What stands between the braces.
    public var body: HCLBody
    /// From the type to the closing brace.
    public var span: SourceSpan
    /// What stands for the header where type and labels are not side by side, as in JSON.
    public var headerSpan: SourceSpan?

    /// A block by all its parts.
    public init(
        type: String, typeSpan: SourceSpan, labels: [Label], body: HCLBody, span: SourceSpan,
        headerSpan: SourceSpan? = nil
    ) {
        self.headerSpan = headerSpan
        self.type = type
        self.typeSpan = typeSpan
        self.labels = labels
        self.body = body
        self.span = span
    }

    /// `typeSpan` in lines and columns.
    public var typeRange: SourceRange { typeSpan.range }
    /// `span` in lines and columns.
    public var range: SourceRange { span.range }
    /// Type and labels.
    public var headerRange: SourceRange {
        (headerSpan ?? labels.last.map { typeSpan.union($0.span) } ?? typeSpan).range
    }

    /// Type and labels as a diagnostic names the block, such as `source "qemu" "base"`.
    public var header: String {
        labels.reduce(type) { "\($0) \"\($1.text)\"" }
    }
}

/// A parsed file.
public struct HCLFile: Sendable {
    /// The text that all places in the body belong to.
    public var source: SourceText
    /// What stands in the file outside of any block.
    public var body: HCLBody

    /// A file of what a parser found.
    public init(source: SourceText, body: HCLBody) {
        self.source = source
        self.body = body
    }
}
