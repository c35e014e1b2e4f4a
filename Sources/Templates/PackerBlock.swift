import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues

/// The `packer` block: which version a template was written for, and which plugins it expects.
enum PackerBlock {
    private static let schema = BodySchema(attributes: ["required_version"], blocks: ["required_plugins"])

    /// - Parameter version: the version of the language that is offered, as `1.16.0`.
    static func check(_ block: HCLBlock, version: String, scope: EvaluationScope) -> [Diagnostic] {
        guard let attribute = block.body.attribute("required_version") else { return schema.check(block) }
        let (value, problems) = scope.evaluate(attribute.expression)
        guard problems.isEmpty, let text = value.stringValue else {
            return schema.check(block) + problems
                + (problems.isEmpty ? [invalid("A string with version constraints is required.", attribute)] : [])
        }
        guard let constraint = VersionConstraint(text) else {
            return [invalid("This string does not use correct version constraint syntax.", attribute)]
        }
        guard let offered = Version(version), constraint.allows(offered) else {
            return [
                Diagnostic(
                    "Unsupported Packer Core version",
                    detail: "This configuration does not support Packer version \(version). To proceed, either choose "
                        + "another supported Packer version or update this version constraint. Version constraints are "
                        + "normally set for good reason, so updating the constraint may lead to other errors or "
                        + "unexpected behavior.", at: attribute.expression.range)
            ]
        }
        return schema.check(block)
    }

    private static func invalid(_ text: String, _ attribute: HCLAttribute) -> Diagnostic {
        Diagnostic("Invalid version constraint", detail: text, at: attribute.expression.range)
    }
}
