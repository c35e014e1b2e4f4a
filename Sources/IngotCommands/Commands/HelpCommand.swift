enum HelpCommand {
    static let command = Command(
        name: "help", summary: "Show the help of a command", usage: "help [COMMAND]",
        explanation: "Shows what a command does and which options it has; without one, lists the commands.",
        flags: FlagSet([]), run: run)

    private static func run(_ flags: ParsedFlags, _ context: CommandContext) async throws -> Int32 {
        var known = Ingot.commands
        var text = Ingot.help
        for name in flags.positionals {
            guard let command = Command.named(name, among: known) else {
                context.errorOutput.write(Ingot.unknown(name, among: known))
                return ExitStatus.failure
            }
            known = command.subcommands
            text = command.help
        }
        context.output.write(text)
        return ExitStatus.success
    }
}
