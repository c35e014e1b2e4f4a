enum CompletionCommand {
    static let command = Command(
        name: "completion", summary: "Print a completion script for a shell", usage: "completion <bash|zsh|fish>",
        explanation: """
            Prints a script that teaches the shell the commands and options of ingot. In bash and zsh:

                source <(ingot completion bash)

            "ingot -autocomplete-install" has the shells that are set up do so whenever they start, and
            "ingot -autocomplete-uninstall" takes it back.
            """,
        flags: FlagSet([]),
        run: run)

    private static func run(_ flags: ParsedFlags, _ context: CommandContext) async throws -> Int32 {
        guard flags.positionals.count == 1, let shell = Shell(rawValue: flags.positionals[0]) else {
            let known = Shell.allCases.map(\.rawValue).joined(separator: ", ")
            context.errorOutput.write("One shell is needed: \(known).\n\n\(command.help)")
            return ExitStatus.failure
        }
        context.output.write(CompletionScript.standard.text(for: shell))
        return ExitStatus.success
    }
}
