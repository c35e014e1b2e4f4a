import ComponentAPI
import Diagnostics
import Templates

enum DocsCommand {
    static let command = Command(
        name: "docs", summary: "Show the options of a component", usage: "docs [KIND] [COMPONENT]",
        explanation: """
            Shows the options of a component: type, default, and whether they are required; of a data
            source also what it gives. Without arguments, lists the components. KIND is builder, provisioner, post-processor or data-source,
            for names that several of them have.
            """,
        flags: FlagSet([]), run: run)

    private static func run(_ flags: ParsedFlags, _ context: CommandContext) async throws -> Int32 {
        let all = ComponentCatalog.standard.descriptions
        let words = flags.positionals
        switch words.count {
        case 0: context.output.write(ComponentReference.list(all))
        case 1 where all.contains(where: { $0.kind == words[0] }):
            context.output.write(ComponentReference.list(all.filter { $0.kind == words[0] }))
        case 1, 2:
            let found = all.filter { $0.name == words.last && (words.count == 1 || $0.kind == words[0]) }
            guard !found.isEmpty else { throw unknown(words, all) }
            context.output.write(found.map(ComponentReference.page).joined(separator: "\n"))
        default:
            throw DiagnosticError(Diagnostic("Too many arguments", detail: "One component can be shown at a time."))
        }
        return ExitStatus.success
    }

    private static func unknown(_ words: [String], _ all: [ComponentDescription]) -> DiagnosticError {
        let name = words.last ?? ""
        let near = Suggestion.nearest(to: name, among: Set(all.map(\.name)))
        return DiagnosticError(
            Diagnostic(
                "Unknown component",
                detail: "There is no component \"\(words.joined(separator: " "))\"."
                    + (near.map { " Did you mean \"\($0)\"?" } ?? ""),
                advice: ["\"ingot docs\" lists all of them."]))
    }
}
