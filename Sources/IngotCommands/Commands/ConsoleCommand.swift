import BuildEvents
import Diagnostics
import HostOS
import Templates

enum ConsoleCommand {
    static let command = Command(
        name: "console", summary: "Try expressions of the template language", usage: "console [options] [TEMPLATE]",
        explanation: """
            Evaluates expressions with the functions of the language and with the variables and locals of
            the template, if one is given. On a terminal it asks for one expression after the other;
            otherwise it evaluates each line of its input and prints the last result.
            """,
        flags: FlagSet(TemplateFlags.flags), run: run)

    private static func run(_ flags: ParsedFlags, _ context: CommandContext) async throws -> Int32 {
        let redactor = Redactor()
        let world = TemplateWorld.standard(context: context, redactor: redactor)
        var view = world.emptyView
        if !flags.positionals.isEmpty {
            let path = try TemplateFlags.path(flags)
            guard let loaded = try TemplateFlags.view(path, flags, context, world, command: "console") else {
                return ExitStatus.failure
            }
            view = loaded
        }
        let session = ConsoleSession(view: view, context: context, redactor: redactor)
        return context.input.isTerminal ? try await ask(session, context) : try await answerLast(session, context)
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
