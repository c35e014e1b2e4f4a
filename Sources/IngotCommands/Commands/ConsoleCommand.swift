import BuildEvents
import Diagnostics
import HostOS
import Templates

enum ConsoleCommand {
    static let command = Command(
        name: "console", summary: "Try expressions of the template language", usage: "console [options] [TEMPLATE]",
        explanation: """
            Evaluates expressions with the functions of the language and with the variables and locals of
            the template, if one is given; with a legacy JSON template, texts with {{ }}. On a terminal it asks for one expression after the other;
            otherwise it evaluates each line of its input and prints the last result.
            """,
        flags: FlagSet(TemplateFlags.flags), run: run)

    private static func run(_ flags: ParsedFlags, _ context: CommandContext) async throws -> Int32 {
        let redactor = Redactor()
        let world = TemplateWorld.standard(context: context, redactor: redactor)
        guard let language = try language(flags, context, world) else { return ExitStatus.failure }
        let session = ConsoleSession(language: language, context: context, redactor: redactor)
        return context.input.isTerminal ? try await ask(session, context) : try await answerLast(session, context)
    }

    /// `nil`, and told, if the template cannot be read.
    private static func language(
        _ flags: ParsedFlags, _ context: CommandContext, _ world: TemplateWorld
    ) throws -> ConsoleLanguage? {
        guard !flags.positionals.isEmpty else {
            let isLegacy = flags.isGiven("config-type") && flags.text("config-type") == "json"
            return isLegacy ? .texts(variables: [:], world: world) : .expressions(world.emptyView)
        }
        let path = try TemplateFlags.path(flags)
        guard Template.isLegacy(path) else {
            return try TemplateFlags.view(path, flags, context, world).map(ConsoleLanguage.expressions)
        }
        let inputs = try TemplateFlags.inputs(flags, context: context, warnsOfUndeclared: false)
        let template = try LegacyTemplate(path: path, inputs: inputs, world: world)
        guard !template.hasErrors else {
            var report = DiagnosticReport(context: context, isColoured: true, redactor: world.redactor)
            report.sources = template.sources
            report.show(template.diagnostics)
            return nil
        }
        return .texts(variables: template.variables, world: world)
    }

    /// Prints the value of the last line; a mistake in any line makes the whole fail.
    private static func answerLast(_ session: ConsoleSession, _ context: CommandContext) async throws -> Int32 {
        let text = String(decoding: try await context.input.readAll(), as: UTF8.self)
        var status = ExitStatus.success
        var last = ""
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        for line in lines {
            switch session.answer(String(line)) {
            case .text(let text): last = text
            case .nothing: last = ""
            case .failed:
                last = ""
                status = ExitStatus.failure
            }
        }
        context.say(last)
        return status
    }

    /// Asks until the user leaves.
    private static func ask(_ session: ConsoleSession, _ context: CommandContext) async throws -> Int32 {
        try await Terminal.withKeys {
            var reader = LineReader(
                prompt: "> ", width: context.terminalWidth ?? 80, words: session.completions, output: context.output,
                readKeys: context.input.readKeys)
            while let line = try await reader.next() {
                let text = line.trimmed
                guard text != "exit" else { break }
                if case .text(let answer) = session.answer(text) { context.output.write(answer + "\n") }
            }
        }
        return ExitStatus.success
    }
}
