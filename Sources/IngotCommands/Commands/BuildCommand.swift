import BuildEvents
import ComponentAPI
import Diagnostics
import HostOS
import Pipeline
import Templates

enum BuildCommand {
    static let command = Command(
        name: "build", summary: "Build image(s) from a template", usage: "build [options] TEMPLATE",
        explanation: """
            Runs the builds of a template: each makes a machine, has it provisioned and leaves an artifact.
            Ctrl-C stops the builds and cleans up; a second Ctrl-C leaves at once. On a terminal, v shows what the
            machine shows, goes on to the next machine, and hides it again.
            """,
        flags: FlagSet(
            [
                Flag("color", .boolean, default: "true", "Colours in the output."),
                Flag("debug", .boolean, "Pause before each provisioner; builds run one after the other."),
                Flag("force", .boolean, "Replace an artifact of an earlier run, once the new one is ready."),
                Flag("machine-readable", .boolean, "Lines for programs instead of for people."),
                Flag(
                    "on-error", .choice(OnError.allCases.map(\.rawValue)), default: "cleanup",
                    "What to do if a build fails: clean up, leave all as it is, or ask."),
                Flag("parallel-builds", .integer, default: "0", placeholder: "N", "Builds at a time; 0 is no limit."),
                Flag(
                    "report", .text, placeholder: "DIR",
                    "Write a report of every build into this folder; without it only builds that fail leave one, "
                        + "beside their output. \"none\" writes none."),
                Flag("timestamp-ui", .boolean, "Put the time before each line."),
                Flag("warn-on-undeclared-var", .boolean, "Warn of names in variable files that nothing declares."),
                Flag("skip-enforcement", .boolean, hidden: true, "Accepted; nothing is enforced from outside."),
            ] + TemplateFlags.flags),
        run: run)

    private static func run(_ flags: ParsedFlags, _ context: CommandContext) async throws -> Int32 {
        let redactor = Redactor()
        var report = DiagnosticReport(context: context, isColoured: flags.bool("color"), redactor: redactor)
        let world = TemplateWorld.standard(context: context, redactor: redactor)
        let inputs = try TemplateFlags.inputs(
            flags, context: context, warnsOfUndeclared: flags.bool("warn-on-undeclared-var"))
        var template = try Template(path: try TemplateFlags.path(flags), inputs: inputs, world: world)
        try await template.fetchData()
        report.sources = template.sources
        report.show(template.diagnostics)
        guard !template.hasErrors else { return ExitStatus.failure }
        let runUUID = RunIdentifier.make()
        let options = planOptions(flags, context, redactor, runUUID)
        let planner = try template.plan(options, world: world)
        report.show(planner.diagnostics)
        guard !planner.plan.builds.isEmpty else {
            if !planner.diagnostics.containsError {
                report.show([
                    Diagnostic("No builds to run", detail: "The template has no builds that the filters leave.")
                ])
            }
            return ExitStatus.failure
        }
        let status = try await BuildSession(
            plan: planner.plan, flags: flags, context: context, redactor: redactor, runUUID: runUUID
        ).run()
        return planner.diagnostics.containsError ? ExitStatus.failure : status
    }

    private static func planOptions(
        _ flags: ParsedFlags, _ context: CommandContext, _ redactor: Redactor, _ runUUID: String
    ) -> PlanOptions {
        var options = PlanOptions(
            environment: ComponentEnvironment(
                buildName: "", builderType: "", isForced: flags.bool("force"), isDebug: flags.bool("debug"),
                onError: flags.text("on-error").flatMap(OnError.init) ?? .cleanup, runUUID: runUUID,
                templateDirectory: "", cacheDirectory: context.cacheDirectory, environment: context.environment,
                version: ProductVersion.language, redactor: redactor))
        options.environment.productVersion = ProductVersion.ingot
        options.environment.reportsSuccess = BuildReports.Place(flag: flags.text("report")).includesSuccess
        options.only = flags.all("only")
        options.except = flags.all("except")
        return options
    }
}
