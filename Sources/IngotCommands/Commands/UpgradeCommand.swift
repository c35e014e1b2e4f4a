import BuildEvents
import Diagnostics
import HostOS
import Templates

enum UpgradeCommand {
    static let command = Command(
        name: "hcl2_upgrade", summary: "Write a legacy template as HCL2", usage: "hcl2_upgrade [options] TEMPLATE",
        explanation: """
            Writes a legacy JSON template as HCL2 in the native syntax, which comes to the same builds. What
            could not be converted is told; components that this version does not have are converted by the
            shape of their options.
            """,
        flags: FlagSet(
            [
                Flag("output-file", .text, placeholder: "path", "Where to write; TEMPLATE.pkr.hcl unless given."),
                Flag("with-annotations", .boolean, "Explain the parts in comments."),
            ] + TemplateFlags.flags),
        run: run)

    private static func run(_ flags: ParsedFlags, _ context: CommandContext) async throws -> Int32 {
        let path = try TemplateFlags.path(flags)
        guard !TemplateFiles.isHCL2(path) else {
            throw DiagnosticError(
                Diagnostic("Not a legacy template", detail: "\"\(path)\" is an HCL2 template already."))
        }
        let world = TemplateWorld.standard(context: context, redactor: Redactor())
        let upgrade = try LegacyUpgrade(
            path: path, catalog: world.catalog, addsComments: flags.bool("with-annotations"))
        let target = flags.text("output-file") ?? "\(path).pkr.hcl"
        try HostFiles.write(upgrade.text, to: target)
        let report = DiagnosticReport(context: context, isColoured: true)
        report.show(upgrade.diagnostics)
        let status = upgrade.hasUnknownComponents ? ExitStatus.failure : ExitStatus.success
        context.output.write("Successfully created \(target). Exit \(status)\n")
        return status
    }
}
