import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues

/// The `packer` block: which version a template was written for, and which plugins it expects.
enum PackerBlock {
    private static let schema = BodySchema(attributes: ["required_version"], blocks: ["required_plugins"])

    /// Complains of the version alone: that comes first, so that syntax of later versions does not hide it.
    ///
    /// - Parameter version: the version of the language that is offered, as `1.16.0`.
    static func checkVersion(_ block: HCLBlock, version: String, scope: EvaluationScope) -> [Diagnostic] {
        guard let attribute = block.body.attribute("required_version") else { return [] }
        let (value, problems) = scope.evaluate(attribute.expression)
        guard problems.isEmpty else { return problems }
        guard let text = value.stringValue else {
            return [invalid("A string with version constraints is required.", attribute)]
        }
        guard let constraint = VersionConstraint(text) else {
            return [invalid("This string does not use correct version constraint syntax.", attribute)]
        }
        guard let offered = Version(version), constraint.allows(offered) else {
            return [
                Diagnostic(
                    "Unsupported Packer Core version",
                    detail: "This template asks for a version \"\(text)\" of Packer, but its language is understood "
                        + "as of version \(version) here.",
                    at: attribute.expression.range, enclosingBlock: block.header,
                    advice: ["If the template needs nothing that later versions lack, change required_version."])
            ]
        }
        return []
    }

    /// Complains of everything else in the block, its plugins apart.
    static func check(_ block: HCLBlock) -> [Diagnostic] {
        schema.check(block)
    }

    private static func invalid(_ text: String, _ attribute: HCLAttribute) -> Diagnostic {
        Diagnostic("Invalid version constraint", detail: text, at: attribute.expression.range)
    }
}
