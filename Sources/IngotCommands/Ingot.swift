import Diagnostics

/// The program: finds the command and runs it.
package enum Ingot {
    /// In the order of help.
    package static let commands: [Command] = [
        BuildCommand.command, CacheCommand.command, CleanupCommand.command, CompletionCommand.command,
        ConsoleCommand.command, DocsCommand.command, FixCommand.command, FormatCommand.command, UpgradeCommand.command,
        HelpCommand.command,
        InitCommand.command, InspectCommand.command, PluginsCommand.command, ValidateCommand.command,
        VerifyAttestationCommand.command,
        VersionCommand.command,
    ]

    static let helpFlags: Set = ["-h", "-help", "--help"]
    private static let versionFlags: Set = ["-v", "-version", "--version"]
    private static let machineReadable = "-machine-readable"

    /// - Parameter arguments: without the program's name.
    /// - Returns: the exit status.
    package static func run(_ arguments: [String], in context: CommandContext) async -> Int32 {
        if arguments.contains(where: versionFlags.contains) {
            let rest = arguments.filter { $0 == machineReadable }
            return await run(["version"] + rest, among: commands, in: context)
        }
        if let first = arguments.first, let change = ShellStartUp.Change(flag: first) {
            return await reportingErrors(in: context) { try ShellStartUp(context).apply(change) }
        }
        return await run(arguments, among: commands, in: context)
    }

    private static func run(
        _ arguments: [String], among commands: [Command], in context: CommandContext
    ) async -> Int32 {
        var context = context
        let words = arguments.filter { $0 != machineReadable }
        context.isMachineReadable = context.isMachineReadable || words.count < arguments.count
        guard let name = words.first else {
            context.output.write(help)
            return ExitStatus.noCommand
        }
        if helpFlags.contains(name) {
            context.output.write(help)
            return ExitStatus.success
        }
        guard let command = Command.named(name, among: commands) else {
            context.errorOutput.write(unknown(name, among: commands) + "\n")
            context.output.write(help)
            return ExitStatus.noCommand
        }
        return await run(command, Array(words.dropFirst()), in: context)
    }

    private static func run(_ command: Command, _ arguments: [String], in context: CommandContext) async -> Int32 {
        if let name = arguments.first, let inner = Command.named(name, among: command.subcommands) {
            return await run(inner, Array(arguments.dropFirst()), in: context)
        }
        if let name = arguments.first, !command.subcommands.isEmpty, !name.hasPrefix("-") {
            context.errorOutput.write(unknown(name, among: command.subcommands) + "\n\(command.help)")
            return ExitStatus.failure
        }
        // The flag counts wherever it stands, also behind the template, where no flag is looked for.
        let isTold = context.isMachineReadable && command.flags["machine-readable"] != nil
        return await reportingErrors(in: context) {
            do {
                let flags = try command.flags.parse((isTold ? [machineReadable] : []) + arguments)
                return try await command.run(flags, context)
            } catch FlagError.helpWanted {
                context.output.write(command.help)
                return ExitStatus.success
            } catch let error as FlagError {
                context.errorOutput.write("\(error)\(suggestion(for: error))\n\n\(command.help)")
                return ExitStatus.failure
            }
        }
    }

    private static func reportingErrors(
        in context: CommandContext, _ body: () async throws -> Int32
    ) async -> Int32 {
        do {
            return try await body()
        } catch {
            DiagnosticReport(context: context, isColoured: true).show(DiagnosticReport.diagnostics(of: error))
            return ExitStatus.failure
        }
    }

    /// Says that there is no such command, and which may have been meant.
    static func unknown(_ name: String, among commands: [Command]) -> String {
        let hint = Suggestion.nearest(to: name, among: commands.map(\.name)).map { " Did you mean \"\($0)\"?" } ?? ""
        return "There is no command \"\(name)\".\(hint)\n"
    }

    private static func suggestion(for error: FlagError) -> String {
        guard case .unknown(let name, let known) = error, let near = Suggestion.nearest(to: name, among: known) else {
            return ""
        }
        return " (did you mean -\(near)?)"
    }

    /// The help of the program as a whole.
    static var help: String {
        """
        Usage: ingot [--version] [--help] <command> [<args>]

        Casts golden machine images from Packer templates, offline and with QEMU first.

        Available commands are:
        \(Command.list(commands))
        Run "ingot help <command>" for the options of a command.

        """
    }
}
