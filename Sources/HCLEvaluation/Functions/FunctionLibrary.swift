public import HCLValues

/// The functions that templates can call.
public enum FunctionLibrary {
    /// What functions take from outside, so that none of them asks the system for it.
    public struct World: Sendable {
        /// The start of the process in seconds since 1970: the `legacy_` time functions stand still there.
        public var startTime: Int
        /// Seconds since 1970 at the time of the call.
        public var currentTime: @Sendable () -> Int
        /// Renders a template text with variables and functions; the file's name is for messages.
        public var renderTemplate: TemplateRendering
        /// Where secrets come from.
        public var secrets: SecretLookups

        /// A world; without more, templates are rendered by the evaluator and there are no stores of secrets.
        public init(
            startTime: Int, currentTime: @escaping @Sendable () -> Int,
            renderTemplate: @escaping TemplateRendering = FunctionLibrary.evaluatedTemplates,
            secrets: SecretLookups = .none
        ) {
            self.startTime = startTime
            self.currentTime = currentTime
            self.renderTemplate = renderTemplate
            self.secrets = secrets
        }
    }

    /// The value of a template text.
    public typealias TemplateRendering =
        @Sendable (
            _ text: String, _ file: String, _ variables: [String: HCLValue], _ functions: [String: HCLFunction],
            _ context: HCLFunction.Context
        ) throws(HCLFunction.Failure) -> HCLValue

    /// Every function of ordinary expressions by name; `try` and `can` belong to the evaluator.
    public static func standard(_ world: World) -> [String: HCLFunction] {
        var functions = index(
            StringFunctions.all + FormatFunctions.all + RegexFunctions.all + CollectionFunctions.all
                + ListFunctions.all + SetFunctions.all + EncodingFunctions.all + NumberFunctions.all
                + FilesystemFunctions.all + NetworkFunctions.all + CryptoFunctions.all + TimeFunctions.all(world)
                + SecretFunctions.all(world.secrets))
        let inner = functions
        functions["templatefile"] = FilesystemFunctions.templateFile(inner, world.renderTemplate)
        return functions
    }

    /// `env`, which defaults of variables may call, and nothing else may, nor may they call anything else.
    public static func variableDefaults(
        environment: @escaping @Sendable (String) -> String?
    ) -> [String: HCLFunction] {
        [
            "env": .define("env", [.init("key", .string)], returns: .string) { arguments in
                .string(environment(try arguments.string(0)) ?? "")
            }
        ]
    }

    private static func index(_ functions: [HCLFunction]) -> [String: HCLFunction] {
        Dictionary(functions.map { ($0.name, $0) }) { first, _ in first }
    }
}
