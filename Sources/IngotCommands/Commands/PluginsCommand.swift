import Diagnostics
import GoTemplate
import Templates

enum PluginsCommand {
    static let command = Command(
        name: "plugins", summary: "List built-in components and what a template requires",
        usage: "plugins <subcommand> [<args>]",
        explanation: """
            All components are built in: none can be installed or removed. These subcommands tell which
            there are, and what a template asks for.
            """,
        flags: FlagSet([]), subcommands: [installed, required, refused("install"), refused("remove")],
        aliases: ["plugin"], run: run)

    private static func run(_ flags: ParsedFlags, _ context: CommandContext) async throws -> Int32 {
        context.output.write(command.help)
        return ExitStatus.failure
    }

    private static let installed = Command(
        name: "installed", summary: "List the built-in components", usage: "plugins installed",
        explanation: "Lists the built-in components, one a line: kind, name and version.", flags: FlagSet([]),
        run: { _, context in
            for component in ComponentCatalog.standard.descriptions {
                context.say("\(component.kind) \(component.name) \(ProductVersion.ingot)")
            }
            return ExitStatus.success
        })

    private static let required = Command(
        name: "required", summary: "List the plugins that a template requires",
        usage: "plugins required [options] TEMPLATE",
        explanation: """
            Lists what required_plugins asks for, one a line: name, source and version constraint, and
            whether it is built in.
            """,
        flags: FlagSet(TemplateFlags.flags), run: listRequired)

    private static func listRequired(_ flags: ParsedFlags, _ context: CommandContext) async throws -> Int32 {
        let (plugins, sources, problems) = try RequiredPlugin.read(
            at: try TemplateFlags.path(flags), catalog: .standard)
        var report = DiagnosticReport(context: context, isColoured: true)
        report.sources = sources
        report.show(problems)
        for plugin in plugins {
            let isBuiltIn = plugin.isBuiltIn(in: .standard)
            context.say(
                "\(plugin.accessor) \(plugin.source) \(plugin.version.goQuoted) "
                    + (isBuiltIn ? "built in" : "missing"))
        }
        return problems.containsError ? ExitStatus.failure : ExitStatus.success
    }

    private static func refused(_ name: String) -> Command {
        Command(
            name: name, summary: "Not possible: all components are built in", usage: "plugins \(name)",
            explanation: "There are no plugins beside the program: all components are built in.", flags: FlagSet([]),
            run: { _, _ in
                throw DiagnosticError(
                    Diagnostic(
                        "Plugins cannot be changed",
                        detail: "All components are built in: there is nothing to \(name).",
                        advice: ["\"ingot plugins installed\" lists the components."]))
            })
    }
}
