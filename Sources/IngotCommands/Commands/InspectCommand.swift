import BuildEvents
import Templates

enum InspectCommand {
    static let command = Command(
        name: "inspect", summary: "See what a template defines", usage: "inspect [options] TEMPLATE",
        explanation: """
            Lists the variables, locals and builds of a template. Only its syntax has to be right: values
            that are not given are shown as <unknown>, and components need not exist.
            """,
        flags: FlagSet(TemplateFlags.flags), run: run)

    private static func run(_ flags: ParsedFlags, _ context: CommandContext) async throws -> Int32 {
        let redactor = Redactor()
        let world = TemplateWorld.standard(context: context, redactor: redactor)
        let path = try TemplateFlags.path(flags)
        guard !Template.isLegacy(path) else { return try inspectLegacy(path, flags, context, world) }
        guard let view = try TemplateFlags.view(path, flags, context, world) else { return ExitStatus.failure }
        context.say("Packer Inspect: HCL2 mode\n")
        context.say(redactor.redact(TemplateListing.values(of: view)))
        context.say(redactor.redact(TemplateListing.builds(of: view)))
        return ExitStatus.success
    }

    private static func inspectLegacy(
        _ path: String, _ flags: ParsedFlags, _ context: CommandContext, _ world: TemplateWorld
    ) throws -> Int32 {
        let inputs = try TemplateFlags.inputs(flags, context: context, warnsOfUndeclared: false)
        let template = try LegacyTemplate(path: path, inputs: inputs, world: world, syntaxOnly: true)
        guard !template.hasErrors else {
            var report = DiagnosticReport(context: context, isColoured: true, redactor: world.redactor)
            report.sources = template.sources
            report.show(template.diagnostics)
            return ExitStatus.failure
        }
        LegacyListing(outline: template.outline, context: context).show()
        return ExitStatus.success
    }
}

extension TemplateFlags {
    /// What an HCL2 template holds, whatever is wrong with its values; `nil`, and told, if its syntax is wrong.
    static func view(
        _ path: String, _ flags: ParsedFlags, _ context: CommandContext, _ world: TemplateWorld
    ) throws -> TemplateView? {
        let inputs = try inputs(flags, context: context, warnsOfUndeclared: false)
        let template = try LoadedTemplate(path: path, inputs: inputs, world: world)
        guard template.isPlannable else {
            var report = DiagnosticReport(context: context, isColoured: true, redactor: world.redactor)
            report.sources = template.sources
            report.show(template.diagnostics)
            return nil
        }
        return template.view
    }
}
