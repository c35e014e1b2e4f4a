import BuildEvents
import Diagnostics

/// Prints diagnostics: the only place that turns errors into text for the user.
struct DiagnosticReport {
    private let context: CommandContext
    private let style: DiagnosticRenderer.Style
    private let redactor: Redactor
    var sources = SourceCatalog()

    init(context: CommandContext, isColoured: Bool, redactor: Redactor = Redactor()) {
        self.context = context
        self.redactor = redactor
        style = context.hasColour(isColoured) ? .ansi : .plain
    }

    func show(_ diagnostics: [Diagnostic]) {
        guard !diagnostics.isEmpty else { return }
        let width = context.terminalWidth ?? 80
        let renderer = DiagnosticRenderer(sources: sources, style: style, width: min(max(width, 40), 120))
        for diagnostic in diagnostics {
            let text = redactor.redact(renderer.render(diagnostic)) + "\n"
            if diagnostic.severity == .error { context.complain(text) } else { context.say(String(text.dropLast())) }
        }
    }

    /// Any error as diagnostics.
    static func diagnostics(of error: any Error) -> [Diagnostic] {
        switch error {
        case let error as DiagnosticError: error.diagnostics
        case let error as any DiagnosticConvertible: [error.diagnostic]
        default: [Diagnostic("Unexpected failure", detail: "\(error)")]
        }
    }
}
