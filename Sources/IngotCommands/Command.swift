/// One subcommand: what it is called, what it takes, and what it does.
package struct Command: Sendable {
    /// The word behind `ingot`.
    package var name: String
    /// One line for the list of commands.
    package var summary: String
    /// What follows the name on the usage line.
    package var usage: String
    /// A paragraph for the command's own help.
    package var explanation: String
    /// What it takes.
    package var flags: FlagSet
    /// What the first argument chooses from; such a command does nothing by itself.
    package var subcommands: [Command] = []
    /// Other names that do the same and are not shown.
    package var aliases: [String] = []
    /// - Returns: the exit status.
    package var run: @Sendable (ParsedFlags, CommandContext) async throws -> Int32

    var help: String {
        var text = "Usage: ingot \(usage)\n\n\(explanation)\n"
        if !subcommands.isEmpty { text += "\nSubcommands:\n\n\(Self.list(subcommands))" }
        if flags.flags.contains(where: { !$0.isHidden }) { text += "\nOptions:\n\n\(flags.help)\n" }
        return text
    }

    /// Names and summaries, one command a line.
    static func list(_ commands: [Command]) -> String {
        let width = (commands.map(\.name.count).max() ?? 0) + 4
        return commands.map { command in
            "    \(command.name)\(String(repeating: " ", count: width - command.name.count))\(command.summary)\n"
        }.joined()
    }

    /// The command of a name or alias.
    static func named(_ name: String, among commands: [Command]) -> Command? {
        commands.first { $0.name == name || $0.aliases.contains(name) }
    }
}
