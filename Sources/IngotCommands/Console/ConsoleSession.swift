import BuildEvents
import Diagnostics
import HCLValues
import Templates

/// Answers the lines of a console.
struct ConsoleSession {
    enum Answer: Equatable {
        case text(String)
        /// An empty line.
        case nothing
        /// It was no expression, or had no value; that has been told.
        case failed
    }

    let view: TemplateView
    let context: CommandContext
    let redactor: Redactor

    static let inputName = "<console-input>"

    /// The answer to one line: a command of the console or an expression.
    func answer(_ line: String) -> Answer {
        switch line.trimmed {
        case "", "exit": return .nothing
        case "help": return .text(Self.help)
        case "variables": return .text(redactor.redact(TemplateListing.values(of: view)))
        case let expression:
            let (value, problems) = view.evaluate(expression, name: Self.inputName)
            var report = DiagnosticReport(context: context, isColoured: true, redactor: redactor)
            report.sources.add(expression, name: Self.inputName)
            report.show(problems)
            return problems.containsError ? .failed : .text(redactor.redact(value.displayText))
        }
    }

    /// What a line may start with: commands, functions and the paths of variables.
    var completions: [String] {
        let values = view.variables.map { "var.\($0.name)" } + view.locals.map { "local.\($0.name)" }
        return (["exit", "help", "variables"] + view.names + values).sorted()
    }

    private static let help = """
        This is the console of the template language.

        Type an expression and press Enter to see its value: upper("a"), var.name,
        [for x in ["a", "b"] : "${x}!"]. The variables and locals of the template that
        the console was started with can be used in it.

        variables   lists the variables and locals with their values
        help        shows this text
        exit        leaves; so does Control-D, and Control-C on an empty line

        The {{ }} functions of component options are not part of the language and
        cannot be tried here.
        """
}

extension String {
    /// Without the blanks at both ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
