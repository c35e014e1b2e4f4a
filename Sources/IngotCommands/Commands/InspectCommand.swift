import BuildEvents
import Diagnostics
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
        guard !Template.isLegacy(path) else { return try listLegacy(path, context) }
        guard let view = try TemplateFlags.view(path, flags, context, world, command: "inspect") else {
            return ExitStatus.failure
        }
        context.say("Packer Inspect: HCL2 mode\n")
        context.say(redactor.redact(TemplateListing.values(of: view)))
        context.say(redactor.redact(TemplateListing.builds(of: view)))
        return ExitStatus.success
    }

    private static func listLegacy(_ path: String, _ context: CommandContext) throws -> Int32 {
        let listing = try LegacyListing(path: path)
        guard !listing.diagnostics.containsError else {
            var report = DiagnosticReport(context: context, isColoured: true)
            report.sources = listing.sources
            report.show(listing.diagnostics)
            return ExitStatus.failure
        }
        context.say(listing.text)
        return ExitStatus.success
    }
}

extension TemplateFlags {
    /// What a template holds, whatever is wrong with its values; `nil`, and told, if its syntax is wrong.
    static func view(
        _ path: String, _ flags: ParsedFlags, _ context: CommandContext, _ world: TemplateWorld, command: String
    ) throws -> TemplateView? {
        guard !Template.isLegacy(path) else {
            throw DiagnosticError(
                Diagnostic(
                    "Unsupported template format",
                    detail: "\"\(path)\" is a template in the legacy JSON format, and \(command) reads HCL2 only.",
                    advice: ["Only names that end in .pkr.hcl or .pkr.json are read as HCL2."]))
        }
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
