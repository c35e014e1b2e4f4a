import Diagnostics
import Templates

enum InitCommand {
    static let command = Command(
        name: "init", summary: "Check that the plugins of a template are built in",
        usage: "init [options] TEMPLATE",
        explanation: """
            Says for each plugin in required_plugins whether its components are built in. Nothing is
            downloaded or installed: a plugin whose components are not built in is an error, a version
            other than 1 of one whose components are is a warning.
            """,
        flags: FlagSet(
            [
                Flag("upgrade", .boolean, "Accepted; what is built in has one version."),
                Flag("force", .boolean, "Accepted; there is nothing to install again."),
            ] + TemplateFlags.flags),
        run: run)

    private static func run(_ flags: ParsedFlags, _ context: CommandContext) async throws -> Int32 {
        let path = try TemplateFlags.path(flags)
        guard !Template.isLegacy(path) else {
            throw DiagnosticError(
                Diagnostic(
                    "Unsupported template format",
                    detail: "Packer plugins currently only works with HCL2 configuration templates."))
        }
        let (plugins, sources, problems) = try RequiredPlugin.read(at: path, catalog: .standard)
        let missing = plugins.filter { !$0.isBuiltIn(in: .standard) }
        var report = DiagnosticReport(context: context, isColoured: true)
        report.sources = sources
        report.show(problems + plugins.compactMap { $0.diagnostic(in: .standard) })
        guard !problems.containsError else { return ExitStatus.failure }
        if plugins.isEmpty { context.say("The template requires no plugins.") }
        for plugin in plugins where plugin.isBuiltIn(in: .standard) {
            context.say("\(plugin.accessor): \(plugin.source) is built in.")
        }
        return missing.isEmpty ? ExitStatus.success : ExitStatus.failure
    }
}
