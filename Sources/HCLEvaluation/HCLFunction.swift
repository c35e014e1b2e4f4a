import HCLValues

/// A function that expressions can call.
public struct HCLFunction: Sendable {
    /// What a function takes in one place.
    public struct Parameter: Sendable {
        /// In messages about the argument.
        public var name: String
        /// What arguments are converted to.
        public var type: HCLType
        /// Whether null is handed to the body; otherwise it is a mistake of the caller.
        public var allowsNull: Bool
        /// Whether the body wants to see unknown values; otherwise an unknown argument makes the result unknown.
        public var allowsUnknown: Bool

        /// A parameter; without the two permissions the evaluator answers for null and unknown arguments.
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
        /// The folder that the program was started in.
        public var workingDirectory: String

        /// The world as one template sees it.
        public init(templateDirectory: String, workingDirectory: String) {
            self.templateDirectory = templateDirectory
            self.workingDirectory = workingDirectory
        }
    }

    /// A failure, blamed on one argument (from 0) where `argument` is set.
    public struct Failure: Error, Sendable {
        /// What is wrong, as a sentence without its full stop.
        public var message: String
        /// The argument at fault, from 0; `nil` for the call as a whole.
        public var argument: Int?

        /// A failure, blamed on an argument where one is at fault.
        public init(_ message: String, argument: Int? = nil) {
            self.message = message
            self.argument = argument
        }
    }

    /// What templates call it by.
    public var name: String
    /// What every call has to give, in order.
    public var parameters: [Parameter]
    /// What any number of further arguments must be; `nil` for none.
    public var variadic: Parameter?
    /// The type of the result for these arguments, wanted when one of them is unknown.
    public var resultType: @Sendable ([HCLValue]) throws(Failure) -> HCLType
    /// Called with arguments converted to the parameters' types, without sensitive marks; the caller marks the
    /// result if any argument was sensitive.
    public var body: @Sendable ([HCLValue], Context) throws(Failure) -> HCLValue

    /// A function by all its parts.
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
