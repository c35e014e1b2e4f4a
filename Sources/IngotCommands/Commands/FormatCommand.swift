import Diagnostics
import HostOS

enum FormatCommand {
    static let command = Command(
        name: "fmt", summary: "Rewrite HCL2 files to the canonical style", usage: "fmt [options] PATH...",
        explanation: """
            Rewrites files to the canonical style and prints the path of each that it changed. A folder
            stands for the .pkr.hcl and .pkrvars.hcl files in it, - for standard input, whose canonical
            form goes to standard output. Only blanks change, never what the file means.
            """,
        flags: FlagSet([
            Flag("check", .boolean, "Write nothing; exit with 3 if a file is not in canonical style."),
            Flag("diff", .boolean, "Show the changes."),
            Flag("recursive", .boolean, "Look in the folders in folders too."),
            Flag("write", .boolean, default: "true", "Do not write the files, only list them."),
        ]), run: run)

    private static func run(_ flags: ParsedFlags, _ context: CommandContext) async throws -> Int32 {
        guard !flags.positionals.isEmpty else {
            context.errorOutput.write("At least one file, folder or - is needed.\n\n\(command.help)")
            return ExitStatus.failure
        }
        let isCheck = flags.bool("check")
        var formatting = FileFormatting(
            context: context, writes: flags.bool("write") && !isCheck, showsChanges: flags.bool("diff"),
            isRecursive: flags.bool("recursive"))
        for path in flags.positionals {
            if path == "-" {
                try await formatting.formatInput()
            } else {
                formatting.format(at: path)
            }
        }
        guard !formatting.hasFailed else { return ExitStatus.failure }
        return isCheck && formatting.hasChanges ? ExitStatus.unformatted : ExitStatus.success
    }
}
