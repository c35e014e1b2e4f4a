import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues
import HostOS

/// Where values of input variables may come from, besides their defaults.
package struct VariableInputs: Sendable {
    /// `name=value` of `-var`, in order.
    package var arguments: [(name: String, value: String)] = []
    /// Paths of `-var-file`, in order.
    package var files: [String] = []
    /// The process's environment; `PKR_VAR_name` counts.
    package var environment: [String: String] = [:]
    /// Whether a name in a variable file that no `variable` block declares is worth a warning.
    package var warnsOfUndeclared = false

    package init() {}
}

/// A value given to a variable, and by whom.
struct VariableAssignment {
    /// What the message of a failed validation calls the source.
    enum Source: String {
        case environment = "env"
        case file = "varfile"
        case argument = "cmd"

        /// Where a value without a place of its own was given.
        func origin(of name: String) -> String {
            switch self {
            case .environment: "the environment variable PKR_VAR_\(name)"
            case .file: "a variable file"
            case .argument: "-var on the command line"
            }
        }
    }

    var source: Source
    var value: HCLValue
    var range: SourceRange?
}

/// Collects assignments in the order of their precedence, lowest first.
struct VariableAssignments {
    private let declarations: [String: VariableDeclaration]
    private(set) var winning: [String: VariableAssignment] = [:]
    /// Variables that were given something that cannot be their value.
    private(set) var failed: Set<String> = []
    private(set) var diagnostics: [Diagnostic] = []
    private let scope: EvaluationScope

    init(declarations: [String: VariableDeclaration], scope: EvaluationScope) {
        self.declarations = declarations
        self.scope = scope
    }

    /// `PKR_VAR_name=text`; names that are not declared belong to another template.
    mutating func addEnvironment(_ environment: [String: String]) {
        let prefix = "PKR_VAR_"
        for (key, text) in environment.sorted(by: { $0.key < $1.key }) where key.hasPrefix(prefix) {
            guard let declaration = declarations[String(key.dropFirst(prefix.count))] else { continue }
            addText(text, to: declaration, from: .environment, label: "env")
        }
    }

    mutating func addArguments(_ arguments: [(name: String, value: String)]) {
        for (name, text) in arguments {
            guard let declaration = declarations[name] else {
                let hint =
                    Suggestion.nearest(to: name, among: declarations.keys).map { " Did you mean \"\($0)\"?" } ?? ""
                diagnostics.append(
                    Diagnostic(
                        "Undefined -var variable",
                        detail: "A \"\(name)\" variable was passed in the command line but was not found in known "
                            + "variables. To declare variable \"\(name)\", place this block in one of your .pkr.hcl "
                            + "files, such as variables.pkr.hcl.\(hint)"))
                continue
            }
            addText(text, to: declaration, from: .argument, label: "arguments")
        }
    }

    mutating func addFile(_ file: HCLFile, warnsOfUndeclared: Bool) {
        for block in file.body.blocks {
            diagnostics.append(
                Diagnostic(
                    block.type == "variable" ? "Variable declaration in a .pkrvar file" : "Unexpected block",
                    detail: "A .pkrvars file is used to assign values to variables that have already been declared in "
                        + ".pkr.hcl files, not to declare new variables or anything else.", at: block.headerRange))
        }
        for attribute in file.body.attributes {
            guard let declaration = declarations[attribute.name] else {
                if warnsOfUndeclared { warnOfUndeclared(attribute) }
                continue
            }
            let (value, problems) = scope.evaluate(attribute.expression)
            diagnostics += problems
            guard !problems.containsError else {
                failed.insert(declaration.name)
                continue
            }
            assign(value, to: declaration, from: .file, at: attribute.expression.range)
        }
    }

    private mutating func warnOfUndeclared(_ attribute: HCLAttribute) {
        diagnostics.append(
            Diagnostic(
                .warning, "Undefined variable",
                detail: "The variable \"\(attribute.name)\" was set but was not declared as an input variable. To "
                    + "declare variable \"\(attribute.name)\" place this block in one of your .pkr.hcl files, such as "
                    + "variables.pkr.hcl:\n\nvariable \"\(attribute.name)\" {\n  type    = string\n  default = null\n}",
                at: attribute.nameRange))
    }

    /// Text counts as it is for strings and numbers and where no type is known, else it is read as an expression.
    private mutating func addText(
        _ text: String, to declaration: VariableDeclaration, from source: VariableAssignment.Source, label: String
    ) {
        switch declaration.type?.type {
        case nil, .string, .number, .dynamic:
            assign(.string(text), to: declaration, from: source, at: nil)
        default:
            let name = "<value for var.\(declaration.name) from \(label)>"
            let (expression, syntax) = HCLParser.parseExpression(text, name: name)
            let (value, problems) = syntax.containsError ? (.unknown(), []) : scope.evaluate(expression)
            diagnostics += syntax + problems
            guard !(syntax + problems).containsError else {
                failed.insert(declaration.name)
                return
            }
            assign(value, to: declaration, from: source, at: expression.range)
        }
    }

    private mutating func assign(
        _ value: HCLValue, to declaration: VariableDeclaration, from source: VariableAssignment.Source,
        at range: SourceRange?
    ) {
        do {
            let converted: HCLValue = if let type = declaration.type { try type.converted(value) } else { value }
            winning[declaration.name] = VariableAssignment(source: source, value: converted, range: range)
        } catch {
            failed.insert(declaration.name)
            diagnostics.append(
                Diagnostic(
                    "Invalid value for variable",
                    detail: "The value for \(declaration.name) is not compatible with the variable's type constraint: "
                        + "\(error).\(range == nil ? " It comes from \(source.origin(of: declaration.name))." : "")",
                    at: range ?? declaration.range, values: given(value, to: declaration)))
        }
    }

    private func given(_ value: HCLValue, to declaration: VariableDeclaration) -> [Diagnostic.NamedValue] {
        let isSensitive = declaration.isSensitive
        return EvaluationScope.words(for: value.marked(isSensitive)).map {
            [Diagnostic.NamedValue(name: "var.\(declaration.name)", value: $0)]
        } ?? []
    }
}
