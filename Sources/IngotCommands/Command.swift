/// One subcommand: what it is called, what it takes, and what it does.
package struct Command: Sendable {
    package var name: String
    /// One line for the list of commands.
    package var summary: String
    /// What follows the name on the usage line.
    package var usage: String
    /// A paragraph for the command's own help.
    package var explanation: String
    package var flags: FlagSet
    /// - Returns: the exit status.
    package var run: @Sendable (ParsedFlags, CommandContext) async throws -> Int32

    var help: String {
        var text = "Usage: ingot \(usage)\n\n\(explanation)\n"
        if !flags.flags.isEmpty { text += "\nOptions:\n\n\(flags.help)\n" }
        return text
    }
}
