import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues

/// An input variable as a `variable` block declares it.
struct VariableDeclaration {
    /// A rule that the winning value must meet.
    struct Validation {
        var condition: HCLExpression
        var errorMessage: String
        var range: SourceRange
    }

    var name: String
    /// The block or shorthand attribute, for messages.
    var range: SourceRange
    /// `nil` where neither a type nor a default says.
    var type: TypeConstraint?
    var defaultValue: HCLValue?
    var defaultRange: SourceRange?
    /// Whether there is a default that cannot be one.
    var hasInvalidDefault = false
    var description: String?
    var isSensitive = false
    var validations: [Validation] = []

    private static let schema = BodySchema(
        attributes: ["description", "default", "type", "sensitive"], blocks: ["validation"])
    private static let validationSchema = BodySchema(attributes: ["condition", "error_message"])

    init(name: String, range: SourceRange) {
        self.name = name
        self.range = range
    }

    /// Reads a `variable` block; `scope` holds no variables, only `env`.
    static func read(_ block: HCLBlock, scope: EvaluationScope) -> (VariableDeclaration, [Diagnostic]) {
        var declaration = VariableDeclaration(name: block.labels[0].text, range: block.headerRange)
        var problems = schema.check(block) + [block.labels[0].nameDiagnostic].compactMap { $0 }
        declaration.readType(block.body.attribute("type"), &problems)
        declaration.readDefault(block.body.attribute("default"), scope, &problems)
        declaration.description = read(block.body.attribute("description"), .string, scope, &problems)?.stringValue
        declaration.isSensitive =
            read(block.body.attribute("sensitive"), .bool, scope, &problems)?.boolValue ?? false
        for rule in block.body.blocks("validation") {
            problems += validationSchema.check(rule)
            declaration.readValidation(rule, scope, &problems)
        }
        return (declaration, problems)
    }

    /// Reads `name = default` of a `variables` block.
    static func read(_ attribute: HCLAttribute, scope: EvaluationScope) -> (VariableDeclaration, [Diagnostic]) {
        var declaration = VariableDeclaration(name: attribute.name, range: attribute.nameRange)
        var problems: [Diagnostic] = []
        declaration.readDefault(attribute, scope, &problems)
        return (declaration, problems)
    }

    private mutating func readType(_ attribute: HCLAttribute?, _ problems: inout [Diagnostic]) {
        guard let attribute else { return }
        let (constraint, found) = TypeExpression.parse(attribute.expression)
        problems += found
        if !found.containsError { type = constraint }
    }

    private mutating func readDefault(
        _ attribute: HCLAttribute?, _ scope: EvaluationScope, _ problems: inout [Diagnostic]
    ) {
        guard let attribute else { return }
        let (value, found) = scope.evaluate(attribute.expression)
        problems += found
        hasInvalidDefault = found.containsError
        guard !hasInvalidDefault else { return }
        defaultRange = attribute.expression.range
        if let type {
            do {
                defaultValue = try type.converted(value)
            } catch {
                hasInvalidDefault = true
                problems.append(
                    Diagnostic(
                        "Invalid default value for variable",
                        detail: "This default value is not compatible with the variable's type constraint: \(error).",
                        at: attribute.expression.range))
            }
        } else {
            defaultValue = value
            type = Self.inferredType(value)
        }
    }

    /// The type that a default stands for; an empty collection or null leaves it open.
    private static func inferredType(_ value: HCLValue) -> TypeConstraint? {
        switch value.data {
        case .null, .unknown: nil
        case .elements(let elements) where elements.isEmpty: nil
        case .attributes(let attributes) where attributes.isEmpty: nil
        default: TypeConstraint(type: value.type)
        }
    }

    private static func read(
        _ attribute: HCLAttribute?, _ type: HCLType, _ scope: EvaluationScope, _ problems: inout [Diagnostic]
    ) -> HCLValue? {
        guard let attribute else { return nil }
        let (value, found) = scope.evaluate(attribute.expression)
        problems += found
        guard !found.containsError else { return nil }
        do {
            return try value.converted(to: type)
        } catch {
            problems.append(
                Diagnostic(
                    "Unsuitable value type", detail: "Unsuitable value: \(error).", at: attribute.expression.range))
            return nil
        }
    }

    private mutating func readValidation(
        _ block: HCLBlock, _ scope: EvaluationScope, _ problems: inout [Diagnostic]
    ) {
        guard let condition = block.body.attribute("condition"), let message = block.body.attribute("error_message")
        else {
            problems.append(
                Diagnostic(
                    "Missing required argument",
                    detail: "A validation block needs both \"condition\" and \"error_message\".",
                    at: block.headerRange))
            return
        }
        let referenced = condition.expression.references
        guard !referenced.isEmpty, referenced.allSatisfy({ $0.root == "var" && $0.steps.first == .attribute(name) })
        else {
            problems.append(
                Diagnostic(
                    "Invalid variable validation condition",
                    detail: "The condition for variable \"\(name)\" must refer to var.\(name), and to nothing else, in "
                        + "order to test incoming values.", at: condition.expression.range))
            return
        }
        guard let text = Self.read(message, .string, scope, &problems)?.stringValue else { return }
        guard Self.isSentence(text) else {
            problems.append(
                Diagnostic(
                    "Invalid validation error message",
                    detail: "Validation error message must be at least one full English sentence starting with an "
                        + "uppercase letter and ending with a period or question mark.",
                    at: message.expression.range))
            return
        }
        validations.append(
            Validation(condition: condition.expression, errorMessage: text, range: condition.expression.range))
    }

    private static func isSentence(_ text: String) -> Bool {
        guard let first = text.first, let last = text.last else { return false }
        return (!first.isLetter || first.isUppercase) && ".?!".contains(last)
    }
}
