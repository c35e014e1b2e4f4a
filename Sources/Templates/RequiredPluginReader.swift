import Diagnostics
import HCLSyntax

/// Reads one entry of `required_plugins`, which holds literal texts only.
struct RequiredPluginReader {
    private let attribute: HCLAttribute
    private(set) var diagnostics: [Diagnostic] = []

    init(_ attribute: HCLAttribute) {
        self.attribute = attribute
    }

    private mutating func fail(_ summary: String, _ detail: String, _ range: SourceRange) {
        diagnostics.append(Diagnostic(summary, detail: detail, at: range, enclosingBlock: "required_plugins"))
    }

    /// The requirement; `nil` if any part of it is wrong.
    mutating func plugin() -> RequiredPlugin? {
        checkAccessor()
        let whole = attribute.expression
        guard let items = whole.staticItems else {
            fail(
                "Invalid required_plugins syntax",
                "A plugin is required by an object: \(attribute.name) = { source = \"github.com/hashicorp/"
                    + "\(attribute.name)\", version = \">= 1.0.0\" }.", whole.range)
            return nil
        }
        var texts: [String: HCLExpression] = [:]
        for item in items {
            let key = item.key.keyword ?? item.key.staticString ?? ""
            if key == "source" || key == "version" {
                texts[key] = item.value
            } else {
                fail(
                    "Invalid required_plugins object",
                    "A required plugin has a \"source\" and a \"version\", and nothing else.", item.key.range)
            }
        }
        let version = version(texts["version"])
        let source = source(texts["source"])
        guard let (version, constraint) = version, let source, diagnostics.isEmpty else { return nil }
        return RequiredPlugin(
            accessor: attribute.name, source: source, version: version,
            range: texts["source"]?.range ?? whole.range, constraint: constraint,
            versionRange: texts["version"]?.range ?? whole.range)
    }

    private mutating func checkAccessor() {
        let name = attribute.name
        if name.contains("--") {
            fail(
                "Invalid plugin name", "\"\(name)\" must not have two dashes behind each other.", attribute.nameRange)
        } else if name != name.lowercased() {
            fail(
                "Invalid plugin name",
                "Names of plugins are written in lower case: replace \"\(name)\" by \"\(name.lowercased())\".",
                attribute.nameRange)
        }
    }

    private mutating func version(_ expression: HCLExpression?) -> (String, VersionConstraint)? {
        guard let expression else {
            fail(
                "No version constraint was set", "The version of the plugin must be given.", attribute.expression.range)
            return nil
        }
        guard let text = expression.staticString, let constraint = VersionConstraint(text) else {
            fail(
                "Invalid version constraint",
                "The version of a plugin is a string such as \">= 1.0.0\", \"~> 1.2\" or \"= 1.1.0\".",
                expression.range)
            return nil
        }
        guard !text.contains("-") else {
            fail(
                "Invalid version constraint",
                "The version of a plugin is required without a prerelease part, but here it is \"\(text)\".",
                expression.range)
            return nil
        }
        return (text, constraint)
    }

    private mutating func source(_ expression: HCLExpression?) -> String? {
        guard let expression else {
            fail("No source was set", "The source of the plugin must be given.", attribute.expression.range)
            return nil
        }
        guard let text = expression.staticString else {
            fail("Invalid source", "The source of a plugin is a string without sequences.", expression.range)
            return nil
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let name = parts.last, (3...16).contains(parts.count), parts.allSatisfy(Self.isPart) else {
            fail(
                "Invalid source",
                "The source \"\(text)\" does not have the form \"github.com/hashicorp/NAME\": a host, an "
                    + "organisation and a name.", expression.range)
            return nil
        }
        guard !name.hasPrefix("packer-") else {
            let rest = name.hasPrefix("packer-plugin-") ? name.dropFirst(14) : name.dropFirst(7)
            let right = parts.dropLast().joined(separator: "/") + "/" + rest
            fail("Invalid source", "The name is written without its prefix: \"\(right)\".", expression.range)
            return nil
        }
        return text
    }

    private static func isPart(_ part: Substring) -> Bool {
        !part.isEmpty && part.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) }
    }
}
