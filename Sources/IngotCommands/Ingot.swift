import Diagnostics

/// The program: finds the command and runs it.
package enum Ingot {
    /// In the order of help.
    package static let commands: [Command] = [
        BuildCommand.command, ValidateCommand.command, FixCommand.command, UpgradeCommand.command,
        CleanupCommand.command,
        VersionCommand.command,
    ]

    /// - Parameter arguments: without the program's name.
    /// - Returns: the exit status.
    package static func run(_ arguments: [String], in context: CommandContext) async -> Int32 {
        if arguments.contains(where: { ["-v", "-version", "--version"].contains($0) }) {
            return await run(VersionCommand.command, [], in: context)
        }
        guard let name = arguments.first else {
            context.output.write(help)
            return ExitStatus.noCommand
        }
        if ["-h", "-help", "--help", "help"].contains(name) {
            context.output.write(help)
            return ExitStatus.success
        }
        guard let command = commands.first(where: { $0.name == name }) else {
            let hint =
                Suggestion.nearest(to: name, among: commands.map(\.name)).map { " Did you mean \"\($0)\"?" } ?? ""
            context.errorOutput.write("There is no command \"\(name)\".\(hint)\n\n")
            context.output.write(help)
            return ExitStatus.noCommand
        }
        return await run(command, Array(arguments.dropFirst()), in: context)
    }

    private static func run(_ command: Command, _ arguments: [String], in context: CommandContext) async -> Int32 {
        do {
            return try await command.run(try command.flags.parse(arguments), context)
        } catch FlagError.helpWanted {
            context.output.write(command.help)
            return ExitStatus.success
        } catch let error as FlagError {
            context.errorOutput.write("\(error)\(suggestion(for: error))\n\n\(command.help)")
            return ExitStatus.failure
        } catch {
            let report = DiagnosticReport(context: context, isColoured: true)
            report.show(DiagnosticReport.diagnostics(of: error))
            return ExitStatus.failure
        }
    }

    private static func suggestion(for error: FlagError) -> String {
        guard case .unknown(let name, let known) = error, let near = Suggestion.nearest(to: name, among: known) else {
            return ""
        }
        return " (did you mean -\(near)?)"
    }

    private static var help: String {
        let width = (commands.map(\.name.count).max() ?? 0) + 4
        let list = commands.map { command in
            "    \(command.name)\(String(repeating: " ", count: width - command.name.count))\(command.summary)\n"
        }
        return """
            Usage: ingot [--version] [--help] <command> [<args>]

            Casts golden machine images from Packer templates, offline and with QEMU first.

            Available commands are:
            \(list.joined())
            Run "ingot <command> -h" for the options of a command.

            """
    }
}
