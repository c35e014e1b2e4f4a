import BuildEvents
import ComponentAPI
import Diagnostics
import Templates

enum ValidateCommand {
    static let command = Command(
        name: "validate", summary: "Check that a template is valid", usage: "validate [options] TEMPLATE",
        explanation: """
            Checks that a template is valid, by reading it and by checking the configuration of every
            builder, provisioner and post-processor. Nothing is built and nothing is downloaded.
            """,
        flags: FlagSet(
            [
                Flag("syntax-only", .boolean, "Only check the syntax; do not check the configuration."),
                Flag(
                    "no-warn-undeclared-var", .boolean, "Do not warn of names in variable files that nothing declares."),
                Flag("evaluate-datasources", .boolean, "Run data sources too."),
            ] + TemplateFlags.flags),
        run: run)

    private static func run(_ flags: ParsedFlags, _ context: CommandContext) async throws -> Int32 {
        let redactor = Redactor()
        var report = DiagnosticReport(context: context, isColoured: true, redactor: redactor)
        let world = TemplateWorld.standard(context: context, redactor: redactor)
        let isSyntaxOnly = flags.bool("syntax-only")
        let inputs = try TemplateFlags.inputs(
            flags, context: context, warnsOfUndeclared: !flags.bool("no-warn-undeclared-var"))
        var template = try Template(
            path: try TemplateFlags.path(flags), inputs: inputs, world: world, syntaxOnly: isSyntaxOnly)
        if flags.bool("evaluate-datasources") { try await template.fetchData() }
        report.sources = template.sources
        report.show(template.diagnostics)
        guard template.isPlannable || isSyntaxOnly && !template.hasErrors else { return ExitStatus.failure }
        if isSyntaxOnly {
            context.say("Syntax-only check passed. Everything looks okay.")
            return ExitStatus.success
        }
        let planner = try template.plan(planOptions(flags, context, redactor), world: world)
        report.show(planner.diagnostics)
        guard !template.hasErrors, !planner.diagnostics.containsError else { return ExitStatus.failure }
        context.say("The configuration is valid.")
        return ExitStatus.success
    }

    private static func planOptions(
        _ flags: ParsedFlags, _ context: CommandContext, _ redactor: Redactor
    ) -> PlanOptions {
        var options = PlanOptions(
            environment: ComponentEnvironment(
                // Validation asks whether the template could be built, not whether an earlier artifact is in the way.
                buildName: "", builderType: "", isForced: true, runUUID: RunIdentifier.make(), templateDirectory: "",
                cacheDirectory: context.cacheDirectory, environment: context.environment,
                version: ProductVersion.language, redactor: redactor))
        options.environment.productVersion = ProductVersion.ingot
        options.only = flags.all("only")
        options.except = flags.all("except")
        return options
    }
}
