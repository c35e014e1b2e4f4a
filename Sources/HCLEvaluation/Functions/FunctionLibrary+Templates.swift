import Diagnostics
import HCLSyntax
import HCLValues

extension FunctionLibrary {
    /// Renders template texts by this module's own evaluator.
    public static let evaluatedTemplates: TemplateRendering = {
        (text, file, variables, functions, context) throws(HCLFunction.Failure) in
        let (expression, syntax) = HCLParser.parseTemplate(text, name: file)
        let scope = EvaluationScope(variables: variables, functions: functions, context: context)
        let (value, faults) = syntax.containsError ? (.unknown(), []) : scope.evaluate(expression)
        let errors = (syntax + faults).filter { $0.severity == .error }
        if let first = errors.first {
            let place = first.subject.map { "\($0.file):\($0.start.line),\($0.start.column): " } ?? ""
            throw HCLFunction.Failure("\(place)\(first.summary); \(first.detail)")
        }
        return value
    }
}
