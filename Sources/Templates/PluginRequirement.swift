import Diagnostics
import HCLSyntax

/// An entry of `required_plugins`: `qemu = { source = "github.com/hashicorp/qemu", version = ">= 1.0" }`.
struct PluginRequirement {
    var source: String
    /// The last part of the source.
    var name: String
    var range: SourceRange

    /// The entries of a `packer` block that are right, and what is wrong with the others.
    static func read(_ block: HCLBlock) -> ([PluginRequirement], [Diagnostic]) {
        var plugins: [PluginRequirement] = []
        var problems: [Diagnostic] = []
        var seen: Set<String> = []
        for required in block.body.blocks("required_plugins") {
            problems += BodySchema(attributes: required.body.attributes.map(\.name)).check(required)
            for attribute in required.body.attributes {
                if !seen.insert(attribute.name).inserted {
                    problems.append(
                        Diagnostic(
                            "Duplicate required_plugin.\"\(attribute.name)\" block",
                            detail: "The plugin \"\(attribute.name)\" is required twice.", at: attribute.nameRange))
                }
                var reader = Reader(attribute: attribute)
                if let plugin = reader.plugin() { plugins.append(plugin) }
                problems += reader.diagnostics
            }
        }
        return (plugins, problems)
    }

    private struct Reader {
        let attribute: HCLAttribute
        var diagnostics: [Diagnostic] = []

        init(attribute: HCLAttribute) {
            self.attribute = attribute
        }

        mutating func fail(_ summary: String, _ detail: String, _ expression: HCLExpression) {
            diagnostics.append(
                Diagnostic(summary, detail: detail, at: expression.range, enclosingBlock: "required_plugins"))
        }

        mutating func plugin() -> PluginRequirement? {
            let expression = attribute.expression
            guard let items = expression.staticItems else {
                fail(
                    "Invalid required_plugins syntax",
                    "A plugin is required by an object: \(attribute.name) = { source = \"github.com/hashicorp/"
                        + "\(attribute.name)\", version = \">= 1.0.0\" }.", expression)
                return nil
            }
            var texts: [String: HCLExpression] = [:]
            for item in items {
                let key = item.key.staticString ?? ""
                if key == "source" || key == "version" {
                    texts[key] = item.value
                } else {
                    fail(
                        "Invalid required_plugins object",
                        "A required plugin has a \"source\" and a \"version\", and nothing else.", item.key)
                }
            }
            checkVersion(texts["version"])
            return source(texts["source"])
        }

        private mutating func checkVersion(_ expression: HCLExpression?) {
            guard let expression else {
                fail("No version constraint was set", "The version of the plugin must be given.", attribute.expression)
                return
            }
            guard let text = expression.staticString, VersionConstraint(text) != nil else {
                fail(
                    "Invalid version constraint",
                    "The version of a plugin is a string such as \">= 1.0.0\" or \"~> 1.2\".", expression)
                return
            }
        }

        private mutating func source(_ expression: HCLExpression?) -> PluginRequirement? {
            guard let expression else {
                fail("No source was set", "The source of the plugin must be given.", attribute.expression)
                return nil
            }
            guard let text = expression.staticString else {
                fail("Invalid source", "The source of a plugin is a string without sequences.", expression)
                return nil
            }
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard let name = parts.last, (3...16).contains(parts.count), parts.allSatisfy(Self.isPart) else {
                fail(
                    "Invalid source",
                    "The source \"\(text)\" does not have the form \"github.com/hashicorp/NAME\": a host, an "
                        + "organisation and a name.", expression)
                return nil
            }
            guard !name.hasPrefix("packer-") else {
                let rest = name.hasPrefix("packer-plugin-") ? name.dropFirst(14) : name.dropFirst(7)
                let right = parts.dropLast().joined(separator: "/") + "/" + rest
                fail("Invalid source", "The name is written without its prefix: \"\(right)\".", expression)
                return nil
            }
            return PluginRequirement(source: text, name: String(name), range: expression.range)
        }

        private static func isPart(_ part: Substring) -> Bool {
            !part.isEmpty && part.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) }
        }
    }
}
