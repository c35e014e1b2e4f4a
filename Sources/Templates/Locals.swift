import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues

/// The local values of a template as they are written.
struct Locals {
    struct Definition {
        var name: String
        var range: SourceRange
        var expression: HCLExpression
        var isSensitive: Bool
    }

    private(set) var definitions: [String: Definition] = [:]
    /// In the order of the text.
    private(set) var names: [String] = []
    private static let schema = BodySchema(attributes: ["expression", "sensitive"])

    /// Reads all `local` and `locals` blocks; nothing but `sensitive` is evaluated.
    static func declared(
        in blocks: [HCLBlock], scope: EvaluationScope
    ) -> (locals: Locals, diagnostics: [Diagnostic]) {
        var locals = Locals()
        var problems: [Diagnostic] = []
        for block in blocks {
            switch block.type {
            case "locals":
                problems += block.body.blocks.map { RootBlocks.unsupported($0, known: []) }
                for attribute in block.body.attributes {
                    locals.add(attribute.name, attribute.nameSpan, attribute.expression, false, &problems)
                }
            case "local": locals.add(block, scope, &problems)
            default: break
            }
        }
        return (locals, problems)
    }

    private mutating func add(_ block: HCLBlock, _ scope: EvaluationScope, _ problems: inout [Diagnostic]) {
        problems += Self.schema.check(block) + [block.labels[0].nameDiagnostic].compactMap { $0 }
        guard let expression = block.body.attribute("expression")?.expression else {
            problems.append(
                Diagnostic(
                    "Missing required argument",
                    detail: "The argument \"expression\" is required, but no definition was found.",
                    at: block.headerRange, enclosingBlock: block.header))
            return
        }
        var isSensitive = false
        if let attribute = block.body.attribute("sensitive") {
            let (value, found) = scope.evaluate(attribute.expression, as: .bool)
            problems += found
            isSensitive = value.boolValue ?? false
        }
        add(block.labels[0].text, block.typeSpan.union(block.labels[0].span), expression, isSensitive, &problems)
    }

    private mutating func add(
        _ name: String, _ span: SourceSpan, _ expression: HCLExpression, _ isSensitive: Bool,
        _ problems: inout [Diagnostic]
    ) {
        if let earlier = definitions[name] {
            problems.append(
                Diagnostic(
                    "Duplicate local definition",
                    detail: "Local variable \"\(name)\" is defined twice in your templates; it is defined first at "
                        + "\(earlier.range.place).", at: span.range))
            return
        }
        definitions[name] = Definition(
            name: name, range: span.range, expression: expression, isSensitive: isSensitive)
        names.append(name)
    }
}
