import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues

/// The input variables of a template: declared, assigned and checked.
struct Variables {
    private(set) var declarations: [String: VariableDeclaration] = [:]
    private(set) var values: [String: HCLValue] = [:]

    /// Reads all `variable` and `variables` blocks.
    static func declared(
        in blocks: [HCLBlock], scope: EvaluationScope
    ) -> (variables: Variables, diagnostics: [Diagnostic]) {
        var variables = Variables()
        var problems: [Diagnostic] = []
        for block in blocks {
            switch block.type {
            case "variable":
                variables.add(VariableDeclaration.read(block, scope: scope), &problems)
            case "variables":
                problems += block.body.blocks.map { RootBlocks.unsupported($0, known: []) }
                for attribute in block.body.attributes {
                    variables.add(VariableDeclaration.read(attribute, scope: scope), &problems)
                }
            default: break
            }
        }
        return (variables, problems)
    }

    private mutating func add(_ read: (VariableDeclaration, [Diagnostic]), _ problems: inout [Diagnostic]) {
        let (declaration, found) = read
        problems += found
        if let earlier = declarations[declaration.name] {
            problems.append(
                Diagnostic(
                    "Duplicate variable",
                    detail: "Duplicate \(declaration.name) variable definition found at \(declaration.range.place); it "
                        + "is defined first at \(earlier.range.place).", at: declaration.range))
            return
        }
        declarations[declaration.name] = declaration
    }

    /// Takes the winning values; those without any are errors, used or not.
    mutating func settle(_ assignments: VariableAssignments, functions: EvaluationScope) -> [Diagnostic] {
        var problems: [Diagnostic] = []
        for (name, declaration) in declarations.sorted(by: { $0.key < $1.key }) {
            let assignment = assignments.winning[name]
            let isSensitive = declaration.isSensitive
            let isFailed = assignments.failed.contains(name)
            guard !isFailed, let value = assignment?.value ?? declaration.defaultValue else {
                let type = declaration.type?.type.withoutOptionalAttributes ?? .dynamic
                values[name] = .unknown(type).marked(isSensitive)
                if !isFailed, !declaration.hasInvalidDefault { problems.append(unset(declaration)) }
                continue
            }
            values[name] = value.marked(isSensitive)
            let source = assignment?.source.rawValue ?? "default"
            problems += declaration.validations.compactMap {
                check($0, of: declaration, value: value, source: source, range: assignment?.range, in: functions)
            }
        }
        return problems
    }

    private func unset(_ declaration: VariableDeclaration) -> Diagnostic {
        Diagnostic(
            "Unset variable \"\(declaration.name)\"",
            detail: "A used variable must be set or have a default value.",
            at: declaration.range,
            advice: [
                "Give it with -var '\(declaration.name)=VALUE', in a -var-file, or as PKR_VAR_\(declaration.name)."
            ])
    }

    private func check(
        _ rule: VariableDeclaration.Validation, of declaration: VariableDeclaration, value: HCLValue, source: String,
        range: SourceRange?, in functions: EvaluationScope
    ) -> Diagnostic? {
        // A failing condition shows the values of its variables, and must not show a secret.
        let isSensitive = declaration.isSensitive
        let scope = functions.binding("var", to: .object([declaration.name: value.marked(isSensitive)]))
        let (result, problems) = scope.evaluate(rule.condition)
        if let problem = problems.first(where: { $0.severity == .error }) { return problem }
        guard !result.isUnknown else { return nil }
        guard let holds = (try? result.converted(to: .bool))?.boolValue else {  // a failed conversion is reported below
            return Diagnostic(
                "Invalid variable validation result",
                detail: "The validation condition must be true or false, but it is \(result.type.friendlyName).",
                at: rule.range)
        }
        guard !holds else { return nil }
        return Diagnostic(
            "Invalid value for \(source) variable",
            detail: "\(rule.errorMessage)\n\nThis was checked by the validation rule at \(rule.range.place).",
            at: range ?? declaration.defaultRange ?? declaration.range,
            values: scope.namedValues(in: rule.condition))
    }
}

extension SourceRange {
    /// The range as messages name it: `file:line,column-column`.
    var place: String {
        start.line == end.line
            ? "\(file):\(start.line),\(start.column)-\(end.column)"
            : "\(file):\(start.line),\(start.column)-\(end.line),\(end.column)"
    }
}
