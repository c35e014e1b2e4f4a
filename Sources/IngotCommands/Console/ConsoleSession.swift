import BuildEvents
import Diagnostics

/// Answers the lines of a console.
struct ConsoleSession {
    enum Answer: Equatable {
        case text(String)
        /// An empty line.
        case nothing
        /// It was no expression, or had no value; that has been told.
        case failed
    }

    let language: ConsoleLanguage
    let context: CommandContext
    let redactor: Redactor

    static let inputName = "<console-input>"

    /// The answer to one line: a command of the console or an expression.
    func answer(_ line: String) -> Answer {
        switch line.trimmed {
        case "", "exit": return .nothing
        case "help": return .text(language.help)
        case "variables": return .text(redactor.redact(language.variables))
        case let expression:
            let (text, problems) = language.evaluate(expression)
            var report = DiagnosticReport(context: context, isColoured: true, redactor: redactor)
            report.sources.add(expression, name: Self.inputName)
            report.show(problems)
            return problems.containsError ? .failed : .text(redactor.redact(text))
        }
    }

    /// What a line may start with: commands, functions and the paths of variables.
    var completions: [String] { (["exit", "help", "variables"] + language.names).sorted() }
}

extension String {
    /// Without the blanks at both ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
