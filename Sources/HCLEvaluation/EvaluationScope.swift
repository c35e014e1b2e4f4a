import Diagnostics
import HCLSyntax
import HCLValues

/// What expressions can see: variables, functions and the folders that file functions start from.
public struct EvaluationScope: Sendable {
    /// Root objects by name, such as `var` and `local`.
    public var variables: [String: HCLValue]
    /// What can be called, by name.
    public var functions: [String: HCLFunction]
    /// Whether expressions that may call functions may call `try`, `can` and `convert` too, which belong to the
    /// evaluator.
    public var hasLazyFunctions = true
    /// The folders that file functions start from.
    public var context: HCLFunction.Context
    /// How many expressions one evaluation may evaluate, loops counting each time; the default is some seconds of
    /// work and more than any template needs.
    public var stepLimit = 5_000_000
    /// What the attributes of root objects are called in messages: `input variable` for those of `var`.
    public var nouns: [String: String] = [:]
    /// Names that `for` expressions, template loops and dynamic blocks bind; the last one of a name hides the others.
    var bindings: [(name: String, value: HCLValue)] = []

    /// A scope without bindings, with the usual limits.
    public init(
        variables: [String: HCLValue] = [:], functions: [String: HCLFunction] = [:], context: HCLFunction.Context
    ) {
        self.variables = variables
        self.functions = functions
        self.context = context
    }

    /// The same scope with one more name.
    public func binding(_ name: String, to value: HCLValue) -> EvaluationScope {
        var scope = self
        scope.bindings.append((name, value))
        return scope
    }

    /// Names of the functions of the evaluator itself that expressions can call.
    var lazyFunctions: [String] { functions.isEmpty || !hasLazyFunctions ? [] : ["try", "can", "convert"] }

    /// The value of a root name.
    public func variable(_ name: String) -> HCLValue? {
        bindings.last { $0.name == name }?.value ?? variables[name]
    }

    /// The value of an expression and what is wrong with it.
    ///
    /// Where it cannot be told the value is unknown.
    public func evaluate(_ expression: HCLExpression) -> (HCLValue, [Diagnostic]) {
        var evaluation = Evaluation(scope: self)
        let value = evaluation.result(of: expression)
        return (value, evaluation.diagnostics)
    }

    /// The value of an expression as a certain type.
    public func evaluate(_ expression: HCLExpression, as type: HCLType) -> (HCLValue, [Diagnostic]) {
        var evaluation = Evaluation(scope: self)
        let value = evaluation.result(of: expression)
        guard evaluation.diagnostics.isEmpty else { return (.unknown(type), evaluation.diagnostics) }
        do {
            return (try value.converted(to: type), [])
        } catch {
            evaluation.report("Unsuitable value type", "Unsuitable value: \(error).", at: expression)
            return (.unknown(type), evaluation.diagnostics)
        }
    }
}
