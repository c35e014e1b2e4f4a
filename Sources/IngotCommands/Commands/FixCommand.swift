import Diagnostics
import Templates

enum FixCommand {
    static let command = Command(
        name: "fix", summary: "Bring a legacy template up to date", usage: "fix [options] TEMPLATE",
        explanation: explanation,
        flags: FlagSet(
            [Flag("validate", .boolean, default: "true", "Check the result; it is printed in any case.")]
                + TemplateFlags.flags),
        run: run)

    private static var explanation: String {
        let fixes = Fix.all.map { fix in "  \(fix.name)\n      \(fix.summary)" }
        return """
            Prints a legacy JSON template with what old versions called differently replaced. The file itself
            stays as it is. These are made, in this order:

            \(fixes.joined(separator: "\n"))
            """
    }

    private static func run(_ flags: ParsedFlags, _ context: CommandContext) async throws -> Int32 {
        let path = try TemplateFlags.path(flags)
        guard !TemplateFiles.isHCL2(path) else {
            throw DiagnosticError(
                Diagnostic(
                    "Not a legacy template",
                    detail: "ingot fix only works with JSON files for now: \"\(path)\" is an HCL2 template."))
        }
        let fixed = try LegacyTemplate.fixedText(path: path)
        context.output.write(fixed)
        guard flags.bool("validate") else { return ExitStatus.success }
        let (problems, sources) = LegacyTemplate.problems(in: fixed, name: "<the fixed template>")
        guard problems.containsError else { return ExitStatus.success }
        let renderer = DiagnosticRenderer(sources: sources)
        context.errorOutput.write(renderer.render(problems))
        return ExitStatus.failure
    }
}
