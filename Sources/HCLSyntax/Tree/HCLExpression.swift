import Diagnostics

/// An expression and the place it stands at.
///
/// The height of the tree is bounded by the parser's nesting limit: chains of operators and of accesses are lists.
public struct HCLExpression: Sendable {
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

    public var kind: Kind
    public var span: SourceSpan

    public init(_ kind: Kind, _ span: SourceSpan) {
        self.kind = kind
        self.span = span
    }

    public var range: SourceRange { span.range }
}

/// One step from a value to a part of it.
public struct HCLAccess: Sendable {
    public indirect enum Kind: Sendable {
        /// `.name`
        case attribute(String)
        /// `[key]`, or the older `.0` with a number as key.
        case index(HCLExpression)
        /// `[*]` or `.*`; the steps apply to each element.
        case splat([HCLAccess])
    }

    public var kind: Kind
    public var span: SourceSpan

    public init(_ kind: Kind, _ span: SourceSpan) {
        self.kind = kind
        self.span = span
    }

    public var range: SourceRange { span.range }
}

/// `name(argument, …)`.
public struct HCLCall: Sendable {
    /// With its name space, such as `core::length`.
    public var name: String
    public var nameSpan: SourceSpan
    public var arguments: [HCLExpression]
    /// Whether `...` after the last argument spreads its elements.
    public var expandsLast: Bool

    public init(name: String, nameSpan: SourceSpan, arguments: [HCLExpression], expandsLast: Bool) {
        self.name = name
        self.nameSpan = nameSpan
        self.arguments = arguments
        self.expandsLast = expandsLast
    }
}

/// `key = value` of an object; a bare name as key is a string literal in `key`.
public struct HCLObjectItem: Sendable {
    public var key: HCLExpression
    public var value: HCLExpression

    public init(key: HCLExpression, value: HCLExpression) {
        self.key = key
        self.value = value
    }
}

/// `[for key, value in collection : result if condition]` and its object form.
public struct HCLForExpression: Sendable {
    public var keyName: String?
    public var valueName: String
    public var collection: HCLExpression
    /// The key of each entry: an object is made if there is one, a tuple otherwise.
    public var key: HCLExpression?
    public var value: HCLExpression
    public var condition: HCLExpression?
    /// Whether values of equal keys are grouped in tuples.
    public var groups: Bool

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
