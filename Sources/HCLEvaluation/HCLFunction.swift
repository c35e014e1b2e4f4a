import HCLValues

/// A function that expressions can call.
public struct HCLFunction: Sendable {
    public struct Parameter: Sendable {
        public var name: String
        public var type: HCLType
        public var allowsNull: Bool
        /// Whether the body wants to see unknown values; otherwise an unknown argument makes the result unknown.
        public var allowsUnknown: Bool

        public init(_ name: String, _ type: HCLType, allowsNull: Bool = false, allowsUnknown: Bool = false) {
            self.name = name
            self.type = type
            self.allowsNull = allowsNull
            self.allowsUnknown = allowsUnknown
        }
    }

    /// What a function may know of the world around the expression.
    public struct Context: Sendable {
        /// The folder that relative paths of `file` and its kin start from.
        public var templateDirectory: String
        public var workingDirectory: String

        public init(templateDirectory: String, workingDirectory: String) {
            self.templateDirectory = templateDirectory
            self.workingDirectory = workingDirectory
        }
    }

    /// A failure, blamed on one argument (from 0) where `argument` is set.
    public struct Failure: Error, Sendable {
        public var message: String
        public var argument: Int?

        public init(_ message: String, argument: Int? = nil) {
            self.message = message
            self.argument = argument
        }
    }

    public var name: String
    public var parameters: [Parameter]
    public var variadic: Parameter?
    /// The type of the result for these arguments, wanted when one of them is unknown.
    public var resultType: @Sendable ([HCLValue]) throws(Failure) -> HCLType
    /// Called with arguments converted to the parameters' types, without sensitive marks; the caller marks the
    /// result if any argument was sensitive.
    public var body: @Sendable ([HCLValue], Context) throws(Failure) -> HCLValue

    public init(
        _ name: String, _ parameters: [Parameter], variadic: Parameter? = nil,
        resultType: @escaping @Sendable ([HCLValue]) throws(Failure) -> HCLType,
        body: @escaping @Sendable ([HCLValue], Context) throws(Failure) -> HCLValue
    ) {
        self.name = name
        self.parameters = parameters
        self.variadic = variadic
        self.resultType = resultType
        self.body = body
    }
}
