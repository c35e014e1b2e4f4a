import Diagnostics

/// An expression and the place it stands at.
///
/// The height of the tree is bounded by the parser's nesting limit: chains of operators and of accesses are lists.
public struct HCLExpression: Sendable {
    /// The forms that an expression can have.
    public indirect enum Kind: Sendable {
        case null
        case bool(Bool)
        /// A number as written; the value is made where it is evaluated.
        case number(String)
        /// A string without sequences, escapes resolved.
        case string(String)
        case template([HCLTemplatePart])
        /// A template that is exactly one interpolation: the value keeps its type.
        case interpolation(HCLExpression)
        case variable(String)
        case access(HCLExpression, [HCLAccess])
        case call(HCLCall)
        case tuple([HCLExpression])
        case object([HCLObjectItem])
        case forEach(HCLForExpression)
        case conditional(HCLExpression, then: HCLExpression, otherwise: HCLExpression)
        case unary(HCLUnaryOperator, HCLExpression)
        /// Operators of equal precedence from left to right.
        case operation(HCLExpression, [HCLOperationStep])
        case parentheses(HCLExpression)
        /// What a syntax error left; evaluates to an unknown value without another error.
        case invalid
    }

    /// What it is, with its parts.
    public var kind: Kind
    /// From its first to its last character.
    public var span: SourceSpan

    /// An expression at a place of a text.
    public init(_ kind: Kind, _ span: SourceSpan) {
        self.kind = kind
        self.span = span
    }

    /// `span` in lines and columns.
    public var range: SourceRange { span.range }
}

/// One step from a value to a part of it.
public struct HCLAccess: Sendable {
    /// The ways into a value.
    public indirect enum Kind: Sendable {
        /// `.name`
        case attribute(String)
        /// `[key]`, or the older `.0` with a number as key.
        case index(HCLExpression)
        /// `[*]` or `.*`; the steps apply to each element.
        case splat([HCLAccess])
    }

    /// What is taken of the value.
    public var kind: Kind
    /// The step with its dot or brackets.
    public var span: SourceSpan

    /// A step at a place of a text.
    public init(_ kind: Kind, _ span: SourceSpan) {
        self.kind = kind
        self.span = span
    }

    /// `span` in lines and columns.
    public var range: SourceRange { span.range }
}

/// `name(argument, …)`.
public struct HCLCall: Sendable {
    /// With its name space, such as `core::length`.
    public var name: String
    /// Where the name stands: what complaints about an unknown function point at.
    public var nameSpan: SourceSpan
    /// In the order of the text.
    public var arguments: [HCLExpression]
    /// Whether `...` after the last argument spreads its elements.
    public var expandsLast: Bool

    /// A call with its arguments.
    public init(name: String, nameSpan: SourceSpan, arguments: [HCLExpression], expandsLast: Bool) {
        self.name = name
        self.nameSpan = nameSpan
        self.arguments = arguments
        self.expandsLast = expandsLast
    }
}

/// `key = value` of an object; a bare name as key is a string literal in `key`.
public struct HCLObjectItem: Sendable {
    /// A literal for a bare name, any expression in parentheses.
    public var key: HCLExpression
    /// What stands behind `=` or `:`.
    public var value: HCLExpression

    /// An entry of an object.
    public init(key: HCLExpression, value: HCLExpression) {
        self.key = key
        self.value = value
    }
}

/// `[for key, value in collection : result if condition]` and its object form.
public struct HCLForExpression: Sendable {
    /// The name that the key or index is bound to; `nil` where only the value has one.
    public var keyName: String?
    /// The name that each element is bound to.
    public var valueName: String
    /// What is gone through; evaluated outside of the names that are bound.
    public var collection: HCLExpression
    /// The key of each entry: an object is made if there is one, a tuple otherwise.
    public var key: HCLExpression?
    /// What each round gives.
    public var value: HCLExpression
    /// Rounds for which it is false give nothing.
    public var condition: HCLExpression?
    /// Whether values of equal keys are grouped in tuples.
    public var groups: Bool

    /// A loop over a collection, by all its parts.
    public init(
        keyName: String?, valueName: String, collection: HCLExpression, key: HCLExpression?, value: HCLExpression,
        condition: HCLExpression?, groups: Bool
    ) {
        self.keyName = keyName
        self.valueName = valueName
        self.collection = collection
        self.key = key
        self.value = value
        self.condition = condition
        self.groups = groups
    }
}
