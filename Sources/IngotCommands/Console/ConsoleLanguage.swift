import Diagnostics
import HCLValues
import Templates

/// What a console evaluates: expressions of HCL2, or template texts of the legacy format.
struct ConsoleLanguage {
    /// The value of a line as text, and what is wrong with the line.
    var evaluate: (String) -> (text: String, problems: [Diagnostic])
    /// The answer to `variables`.
    var variables: String
    /// What Tab completes to.
    var names: [String]
    var help: String

    /// Expressions that see what a template defines.
    static func expressions(_ view: TemplateView) -> ConsoleLanguage {
        ConsoleLanguage(
            evaluate: { line in
                let (value, problems) = view.evaluate(line, name: ConsoleSession.inputName)
                return (value.displayText, problems)
            },
            variables: TemplateListing.values(of: view),
            names: view.names + view.variables.map { "var.\($0.name)" } + view.locals.map { "local.\($0.name)" },
            help: """
                This is the console of the template language.

                Type an expression and press Enter to see its value: upper("a"), var.name,
                [for x in ["a", "b"] : "${x}!"]. The variables and locals of the template that
                the console was started with can be used in it.

                \(commandHelp)

                The {{ }} functions of component options are not part of the language and
                cannot be tried here.
                """)
    }

    /// Template texts that see the variables of a legacy template.
    static func texts(variables: [String: String], world: TemplateWorld) -> ConsoleLanguage {
        ConsoleLanguage(
            evaluate: { line in
                do {
                    return (try world.render(line, variables: variables), [])
                } catch {
                    return ("", DiagnosticReport.diagnostics(of: error))
                }
            },
            variables: variables.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
                .joined(separator: "\n"),
            names: [],
            help: """
                This is the console for texts of legacy templates.

                Type a text and press Enter to see what becomes of it: {{ timestamp }},
                {{ user `name` }}.

                \(commandHelp)

                Expressions of HCL2 are evaluated with -config-type=hcl2, or with an HCL2
                template.
                """)
    }

    private static let commandHelp = """
        variables   lists the variables with their values
        help        shows this text
        exit        leaves; so does Control-D, and Control-C on an empty line
        """
}
