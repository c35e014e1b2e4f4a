import BuildEvents
import ComponentAPI
import Diagnostics
import HCLEvaluation
import HostOS
import Templates

/// The flags that every command on a template takes.
enum TemplateFlags {
    static let flags = [
        Flag("except", .list, placeholder: "foo,bar", "Run all builds and post-processors other than these."),
        Flag("only", .list, placeholder: "foo,bar", "Build only the given builds; * and ? are patterns."),
        Flag("var", .repeated, placeholder: "'key=value'", "Value of a variable; can be given many times."),
        Flag("var-file", .repeated, placeholder: "path", "File with values of variables; can be given many times."),
        Flag(
            "config-type", .choice(["json", "hcl2"]), default: "json", "The language of a console without a template."),
        Flag(
            "use-sequential-evaluation", .boolean, hidden: true, "Accepted; the order of evaluation is always by need."),
        Flag("ignore-prerelease-plugins", .boolean, hidden: true, "Accepted; all components are built in."),
    ]

    /// The one template that is named.
    static func path(_ flags: ParsedFlags) throws -> String {
        guard flags.positionals.count == 1, let path = flags.positionals.first else {
            let extra = flags.positionals.dropFirst().first { $0.hasPrefix("-") }
            throw DiagnosticError(
                Diagnostic(
                    "One template is needed",
                    detail: flags.positionals.isEmpty
                        ? "No template was given."
                        : "These were given: \(flags.positionals.joined(separator: " ")).",
                    advice: extra.map { ["Put \($0) before the template: flags end at the first name."] }
                        ?? ["Give one .pkr.hcl file, or a folder of them."]))
        }
        guard path != LegacyTemplate.standardInput || flags.text("config-type") != "hcl2" else {
            throw DiagnosticError(
                Diagnostic(
                    "No HCL2 template on standard input",
                    detail: "From standard input, only a legacy JSON template can be read.",
                    advice: ["Write it to a file, and give the file's path."]))
        }
        return path
    }

    static func inputs(
        _ flags: ParsedFlags, context: CommandContext, warnsOfUndeclared: Bool
    ) throws -> VariableInputs {
        var inputs = VariableInputs()
        inputs.files = flags.all("var-file")
        inputs.environment = context.environment
        inputs.warnsOfUndeclared = warnsOfUndeclared
        for argument in flags.all("var") {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw DiagnosticError(
                    Diagnostic(
                        "Invalid -var", detail: "No '=' value in arg: \(argument)", advice: ["Write -var 'name=value'."]
                    ))
            }
            inputs.arguments.append((String(parts[0]), String(parts[1])))
        }
        return inputs
    }
}
