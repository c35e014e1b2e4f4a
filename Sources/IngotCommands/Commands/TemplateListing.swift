import GoTemplate
import HCLValues
import Templates

/// What a template defines, laid out as `inspect` has always shown it.
enum TemplateListing {
    /// Variables and locals; every value is quoted, whatever its type.
    static func values(of view: TemplateView) -> String {
        "> input-variables:\n\n\(lines("var", view.variables))\n> local-variables:\n\n\(lines("local", view.locals))"
    }

    private static func lines(_ root: String, _ values: [(name: String, value: HCLValue)]) -> String {
        values.map { "\(root).\($0.name): \($0.value.displayText.goQuoted)\n" }.joined()
    }

    static func builds(of view: TemplateView) -> String {
        "> builds:\n" + view.builds.enumerated().map { text(of: $1, at: $0) }.joined()
    }

    private static func text(of build: BuildOutline, at index: Int) -> String {
        var text = "\n  > \(build.name ?? "<unnamed build \(index)>"):\n"
        if let description = build.description { text += "\n  > Description: \(description)\n" }
        text += "\n    sources:\n"
        text += orNone(build.sources, "source").map { "\n      \($0)\n" }.joined()
        text += "\n    provisioners:\n\n"
        text += orNone(build.provisioners, "provisioner").map { "      \($0)\n" }.joined()
        text += "\n    post-processors:\n"
        if build.chains.isEmpty { text += "\n      <no post-processor>\n" }
        for (number, chain) in build.chains.enumerated() {
            text += "\n      \(number):\n" + chain.map { "        \($0)\n" }.joined()
        }
        return text
    }

    private static func orNone(_ names: [String], _ kind: String) -> [String] {
        names.isEmpty ? ["<no \(kind)>"] : names
    }
}
