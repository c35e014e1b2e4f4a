import Diagnostics
import Downloads
import HCLValues
import HostOS

enum CacheCommand {
    static let command = Command(
        name: "cache", summary: "List and remove downloaded installers", usage: "cache <subcommand> [<args>]",
        explanation: """
            What builds fetch is kept, so that the next build need not fetch it again. These subcommands
            tell what is kept, and remove it.
            """,
        flags: FlagSet([]), subcommands: [list, prune],
        run: showHelp)

    private static func showHelp(_ flags: ParsedFlags, _ context: CommandContext) async throws -> Int32 {
        context.output.write(command.help)
        return ExitStatus.failure
    }

    private static let list = Command(
        name: "ls", summary: "List what is kept", usage: "cache ls",
        explanation: """
            Lists the files that builds have fetched, one a line: size, when it was last used, name, and
            where it came from.
            """,
        flags: FlagSet([]),
        run: { _, context in
            let entries = try DownloadCache(directory: context.cacheDirectory).entries()
            for entry in entries { context.say(line(of: entry)) }
            if entries.isEmpty { context.say("Nothing is kept in \(context.cacheDirectory).") }
            return ExitStatus.success
        })

    private static let prune = Command(
        name: "prune", summary: "Remove what was not used for some time", usage: "cache prune [options]",
        explanation: """
            Removes the files that no build has used for some time, and downloads that did not end. What a
            build is just fetching is left alone.
            """,
        flags: FlagSet([
            Flag("unused-for", .text, default: "720h", placeholder: "duration", "How long; 0 removes all."),
            Flag("dry-run", .boolean, "Only list what would be removed."),
        ]),
        run: removeOld)

    private static func removeOld(_ flags: ParsedFlags, _ context: CommandContext) async throws -> Int32 {
        let text = flags.text("unused-for") ?? "720h"
        guard let age = GoDuration(text == "0" ? "0s" : text) else {
            throw DiagnosticError(
                Diagnostic(
                    "Invalid duration", detail: "-unused-for must be a duration such as \"720h\", but is \"\(text)\"."))
        }
        let isDryRun = flags.bool("dry-run")
        let limit = HostClock.wallSeconds - age.duration.components.seconds
        let removed = try DownloadCache(directory: context.cacheDirectory)
            .prune(unusedSince: limit, isDryRun: isDryRun)
        for entry in removed { context.say(line(of: entry)) }
        let total = removed.reduce(0) { $0 + $1.size }
        context.say("\(isDryRun ? "Would remove" : "Removed") \(removed.count) files, \(inWords(total)).")
        return ExitStatus.success
    }

    private static func line(of entry: DownloadCache.Entry) -> String {
        let days = max(0, HostClock.wallSeconds - entry.lastUse) / 86400
        let age = days == 0 ? "today" : "\(days)d ago"
        let origin = entry.isPartial ? "(unfinished)" : entry.origin ?? "(unknown)"
        return "\(padded(inWords(entry.size), 10)) \(padded(age, 9)) \(entry.name)  \(origin)"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func inWords(_ bytes: Int64) -> String {
        bytes < 10 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB"
    }
}
