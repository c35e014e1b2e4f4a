import Diagnostics
import HCLSyntax
import HCLValues

/// One evaluation under way: the scope of the current place and the errors so far.
///
/// A failed part gives an unknown value, which everything around it passes on without another word.
struct Evaluation {
    var scope: EvaluationScope
    var diagnostics: [Diagnostic] = []
    /// How many expressions were evaluated, loops counting each time.
    private var stepCount = 0
    /// Set where the evaluation would take too long: whatever follows is unknown.
    private(set) var isExhausted = false

    init(scope: EvaluationScope) {
        self.scope = scope
    }

    /// After so many errors nobody reads on.
    private static let diagnosticLimit = 100

    /// The value of a whole expression.
    mutating func result(of expression: HCLExpression) -> HCLValue {
        let value = value(of: expression)
        guard isExhausted else { return value }
        report(
            "Expression takes too long", "More than \(scope.stepLimit) steps are needed to evaluate this expression.",
            at: expression)
        return .unknown()
    }

    /// Whether there is no use in going on: too many steps, or too many errors.
    var isHopeless: Bool { isExhausted || diagnostics.count >= Self.diagnosticLimit }

    mutating func value(of expression: HCLExpression) -> HCLValue {
        guard !isHopeless else { return .unknown() }
        stepCount += 1
        guard stepCount <= scope.stepLimit else {
            isExhausted = true
            return .unknown()
        }
        let value = rawValue(of: expression)
        guard value.isReasonable else {
            report(
                "Value too large",
                "The value has more than \(HCLValue.weightLimit >> 20) MiB, or is nested deeper than "
                    + "\(HCLValue.depthLimit) levels.", at: expression)
            return .unknown()
        }
        return value
    }

    private mutating func rawValue(of expression: HCLExpression) -> HCLValue {
        switch expression.kind {
        case .null: .null()
        case .bool(let flag): .bool(flag)
        case .number(let text): HCLNumber(text).map { .number($0) } ?? invalidNumber(text, expression)
        case .string(let text): .string(text)
        case .template(let parts): template(parts)
        case .interpolation(let inner), .parentheses(let inner): value(of: inner)
        case .variable(let name): variable(name, expression)
        case .access(let base, let steps): access(base, steps, expression)
        case .call(let call): self.call(call, expression)
        case .tuple(let elements): tuple(elements)
        case .object(let items): object(items)
        case .forEach(let loop): forEach(loop, expression)
        case .conditional(let condition, let then, let otherwise):
            conditional(condition, then, otherwise, expression)
        case .unary(let operation, let operand): unary(operation, operand, expression)
        case .operation(let first, let steps): operations(first, steps)
        case .invalid: .unknown()
        }
    }

    /// Evaluates with the errors kept apart, so that the caller can drop them.
    mutating func attempt(_ expression: HCLExpression) -> (value: HCLValue, diagnostics: [Diagnostic]) {
        let before = diagnostics
        diagnostics = []
        defer { diagnostics = before }
        let value = value(of: expression)
        return (value, diagnostics)
    }

    mutating func binding<Result>(
        _ names: [(name: String?, value: HCLValue)], _ body: (inout Evaluation) -> Result
    ) -> Result {
        let outer = scope.bindings.count
        for case (let name?, let value) in names { scope.bindings.append((name, value)) }
        defer { scope.bindings.removeLast(scope.bindings.count - outer) }
        return body(&self)
    }

    mutating func report(
        _ summary: String, _ detail: String, at expression: HCLExpression, range: SourceRange? = nil
    ) {
        guard diagnostics.count < Self.diagnosticLimit else { return }
        diagnostics.append(
            Diagnostic(
                summary, detail: detail, at: range ?? expression.range, context: expression.range,
                values: scope.namedValues(in: expression)))
    }

    /// Takes over errors that were found apart.
    mutating func take(_ found: [Diagnostic]) {
        diagnostics += found.prefix(max(0, Self.diagnosticLimit - diagnostics.count))
    }

    private mutating func invalidNumber(_ text: String, _ expression: HCLExpression) -> HCLValue {
        report("Invalid number literal", "The number \(text) is out of range.", at: expression)
        return .unknown(.number)
    }

    private mutating func variable(_ name: String, _ expression: HCLExpression) -> HCLValue {
        if let value = scope.variable(name) { return value }
        let known = Array(scope.variables.keys) + scope.bindings.map(\.name)
        if known.isEmpty {
            report("Variables not allowed", "Variables may not be used here.", at: expression)
        } else {
            let hint = Suggestion.nearest(to: name, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
            report("Unknown variable", "There is no variable named \"\(name)\".\(hint)", at: expression)
        }
        return .unknown()
    }

    private mutating func tuple(_ elements: [HCLExpression]) -> HCLValue {
        var values: [HCLValue] = []
        values.reserveCapacity(elements.count)
        for element in elements { values.append(value(of: element)) }
        return .tuple(values)
    }

    private mutating func object(_ items: [HCLObjectItem]) -> HCLValue {
        var attributes: [String: HCLValue] = [:]
        var isSensitive = false
        var isKnown = true
        for item in items {
            let key = value(of: item.key)
            let value = value(of: item.value)
            isSensitive = isSensitive || key.isSensitive
            switch string(ofKey: key, item.key, nullSummary: "Null value as key") {
            case .known(let name): attributes[name] = value
            case .unknown, .failed: isKnown = false
            }
        }
        return (isKnown ? HCLValue.object(attributes) : .unknown()).marked(isSensitive)
    }

    enum KeyText {
        case known(String)
        case unknown
        case failed
    }

    /// The key of an object's entry as a string; reports what cannot be one.
    mutating func string(ofKey key: HCLValue, _ expression: HCLExpression, nullSummary: String) -> KeyText {
        guard !key.isNull else {
            report(nullSummary, "The key of an entry may not be null.", at: expression)
            return .failed
        }
        guard !key.isUnknown else { return .unknown }
        // A value that has no text is reported as one, whatever the reason.
        guard let text = (try? key.converted(to: .string))?.stringValue else {
            report(
                "Incorrect key type", "The key of an entry must be a string, not \(key.type.friendlyName).",
                at: expression)
            return .failed
        }
        return .known(text)
    }
}
