import HCLValues

/// One option as users see it: the single description from which decoding, validation and help are made.
public struct OptionDeclaration: Hashable, Sendable {
    /// As templates have it.
    public var name: String
    /// What the option takes; the same type that decoding uses.
    public var type: OptionType
    /// Whether a template without it is in error.
    public var isRequired: Bool
    /// The default in the user's notation; `nil` where there is none.
    public var defaultText: String?
    /// One or two sentences for `ingot docs`, with unit and range.
    public var documentation: String
    /// Whether its value is masked in everything shown.
    public var isSensitive: Bool
    /// Whether the `{{ }}` engine runs only when the value is used.
    public var isLate: Bool
    /// What to write instead, if the option is kept for old templates only.
    public var deprecation: String?

    public init(
        name: String, type: OptionType, isRequired: Bool = false, defaultText: String? = nil, documentation: String,
        isSensitive: Bool = false, isLate: Bool = false, deprecation: String? = nil
    ) {
        self.name = name
        self.type = type
        self.isRequired = isRequired
        self.defaultText = defaultText
        self.documentation = documentation
        self.isSensitive = isSensitive
        self.isLate = isLate
        self.deprecation = deprecation
    }
}

/// An option with the Swift type it is read as.
public struct OptionKey<Value: OptionValue>: Sendable {
    /// The option as users see it.
    public let declaration: OptionDeclaration
    /// What the option is where the template says nothing; `nil` where it then has no value.
    public let defaultValue: Value?
    /// As templates have it.
    public var name: String { declaration.name }

    /// - Parameter defaultText: how help shows the default; taken from `default` if not given.
    public init(
        _ name: String, default defaultValue: Value? = nil, defaultText: String? = nil, required: Bool = false,
        sensitive: Bool = false, late: Bool = false, deprecation: String? = nil, _ documentation: String
    ) {
        self.defaultValue = defaultValue
        declaration = OptionDeclaration(
            name: name, type: Value.optionType, isRequired: required,
            defaultText: defaultText ?? defaultValue.map { "\($0)" }, documentation: documentation,
            isSensitive: sensitive, isLate: late, deprecation: deprecation)
    }
}
