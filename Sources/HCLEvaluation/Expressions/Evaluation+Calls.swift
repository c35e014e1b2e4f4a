import Diagnostics
import HCLSyntax
import HCLValues

extension Evaluation {
    mutating func call(_ call: HCLCall, _ whole: HCLExpression) -> HCLValue {
        // These see their arguments unevaluated, so no table of functions can hold them.
        if scope.lazyFunctions.contains(call.name) {
            switch call.name {
            case "try": return tryFirst(call, whole)
            case "can": return can(call, whole)
            default: return convert(call, whole)
            }
        }
        guard let function = scope.functions[call.name] else { return unknownFunction(call, whole) }
        let count = diagnostics.count
        guard let arguments = arguments(of: call, whole), diagnostics.count == count else { return .unknown() }
        guard checkCount(arguments.count, of: function, call, whole) else { return .unknown() }
        return apply(function, arguments, whole)
    }

    struct Argument {
        var value: HCLValue
        var expression: HCLExpression
    }

    private mutating func unknownFunction(_ call: HCLCall, _ whole: HCLExpression) -> HCLValue {
        if scope.functions.isEmpty {
            report(
                "Function calls not allowed", "Functions may not be called here.", at: whole, range: call.nameSpan.range
            )
        } else {
            let known = Array(scope.functions.keys) + scope.lazyFunctions
            let hint = Suggestion.nearest(to: call.name, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
            report(
                "Call to unknown function", "There is no function named \"\(call.name)\".\(hint)", at: whole,
                range: call.nameSpan.range)
        }
        return .unknown()
    }

    /// The arguments with the last one spread where `...` asks; `nil` if they are unknown, or after a report.
    private mutating func arguments(of call: HCLCall, _ whole: HCLExpression) -> [Argument]? {
        var arguments: [Argument] = []
        for expression in call.arguments {
            arguments.append(Argument(value: value(of: expression), expression: expression))
        }
        guard call.expandsLast, let last = arguments.popLast() else { return arguments }
        guard !last.value.isUnknown else { return nil }
        guard last.value.type.isSequence, let elements = last.value.elementValues else {
            report(
                "Invalid expanding argument value",
                "Only a list, set or tuple can be spread with \"...\", and it may not be null.", at: last.expression)
            return nil
        }
        return arguments
            + elements.map { Argument(value: $0.marked(last.value.isSensitive), expression: last.expression) }
    }

    private mutating func checkCount(
        _ count: Int, of function: HCLFunction, _ call: HCLCall, _ whole: HCLExpression
    ) -> Bool {
        let wanted = function.parameters.count
        if count < wanted {
            report(
                "Not enough function arguments",
                "Function \"\(call.name)\" takes \(function.variadic == nil ? "" : "at least ")\(wanted) argument(s). "
                    + "Missing value for \"\(function.parameters[count].name)\".", at: whole)
        } else if count > wanted, function.variadic == nil {
            report(
                "Too many function arguments", "Function \"\(call.name)\" takes \(wanted) argument(s) only.", at: whole)
        } else {
            return true
        }
        return false
    }

    private mutating func apply(
        _ function: HCLFunction, _ arguments: [Argument], _ whole: HCLExpression
    ) -> HCLValue {
        var values: [HCLValue] = []
        var isKnown = true
        let isSensitive = arguments.contains { $0.value.containsSensitive }
        for (index, argument) in arguments.enumerated() {
            guard let parameter = function.parameter(at: index),
                let value = converted(argument, to: parameter)
            else { return .unknown() }
            isKnown = isKnown && (parameter.allowsUnknown || value.isWhollyKnown)
            values.append(value.unmarkedDeep())
        }
        do throws(HCLFunction.Failure) {
            guard isKnown else { return .unknown(try function.resultType(values)).marked(isSensitive) }
            return try function.body(values, scope.context).marked(isSensitive)
        } catch {
            report(error, of: function, arguments, whole, isSensitive: isSensitive)
            return .unknown()
        }
    }

    private mutating func converted(_ argument: Argument, to parameter: HCLFunction.Parameter) -> HCLValue? {
        var problem = "argument must not be null"
        do throws(ConversionError) {
            let value = try argument.value.converted(to: parameter.type)
            if !value.isNull || parameter.allowsNull { return value }
        } catch {
            problem = "\(error)"
        }
        report(
            "Invalid function argument", "Invalid value for \"\(parameter.name)\" parameter: \(problem).",
            at: argument.expression)
        return nil
    }

    /// A failure may quote what it was given, so it is not told where that is a secret.
    private mutating func report(
        _ failure: HCLFunction.Failure, of function: HCLFunction, _ arguments: [Argument], _ whole: HCLExpression,
        isSensitive: Bool
    ) {
        let message = isSensitive ? "the reason would show a sensitive value" : failure.message
        if let index = failure.argument, arguments.indices.contains(index),
            let parameter = function.parameter(at: index)
        {
            report(
                "Invalid function argument", "Invalid value for \"\(parameter.name)\" parameter: \(message).",
                at: arguments[index].expression)
        } else {
            report("Error in function call", "Call to function \"\(function.name)\" failed: \(message).", at: whole)
        }
    }
}

extension Evaluation {
    /// The first argument that evaluates without error; the others are not reported.
    private mutating func tryFirst(_ call: HCLCall, _ whole: HCLExpression) -> HCLValue {
        var reasons: [String] = []
        for argument in call.arguments {
            let (value, found) = attempt(argument)
            guard found.containsError else {
                return value.isWhollyKnown ? value : HCLValue.unknown().marked(value.containsSensitive)
            }
            reasons += found.map { "- \($0.summary): \($0.detail)" }
        }
        let list = reasons.isEmpty ? "at least one argument is required" : reasons.joined(separator: "\n")
        report(
            "Error in function call", "Call to function \"try\" failed: no expression succeeded:\n\(list)", at: whole)
        return .unknown()
    }

    /// Whether the argument evaluates without error.
    private mutating func can(_ call: HCLCall, _ whole: HCLExpression) -> HCLValue {
        guard call.arguments.count == 1 else {
            report(
                call.arguments.isEmpty ? "Not enough function arguments" : "Too many function arguments",
                "Function \"can\" takes 1 argument.", at: whole)
            return .unknown(.bool)
        }
        let (value, found) = attempt(call.arguments[0])
        if found.containsError { return .bool(false) }
        return value.isWhollyKnown ? .bool(true) : .unknown(.bool)
    }
}

extension HCLFunction {
    /// The parameter that takes the argument of that number, from 0.
    func parameter(at index: Int) -> Parameter? {
        index < parameters.count ? parameters[index] : variadic
    }
}
