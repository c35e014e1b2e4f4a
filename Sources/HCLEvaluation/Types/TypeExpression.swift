import Diagnostics
import HCLSyntax
import HCLValues

/// Reads type constraints such as `list(object({ name = string, size = optional(number, 1) }))`.
public enum TypeExpression {
    /// The type that an expression stands for.
    ///
    /// With errors, the parts at fault are `any`.
    public static func parse(_ expression: HCLExpression) -> (TypeConstraint, [Diagnostic]) {
        var reader = TypeReader()
        let constraint = reader.type(expression)
        return (constraint, reader.diagnostics)
    }
}

private struct TypeReader {
    var diagnostics: [Diagnostic] = []

    mutating func type(_ expression: HCLExpression) -> TypeConstraint {
        if let word = expression.keyword { return named(word, expression) }
        guard let call = expression.staticCall else {
            if case .invalid = expression.kind { return .any }
            return fail("A type is a word such as string, or has the form list(string).", expression)
        }
        switch call.name {
        case "list", "set", "map": return collection(call, expression)
        case "tuple": return tuple(call, expression)
        case "object": return object(call, expression)
        case "optional":
            return fail("\"optional\" may only stand directly at an attribute of an object type.", expression)
        case "string", "number", "bool", "any":
            return fail("The type \"\(call.name)\" takes no argument.", expression)
        default: return unknown(call.name, expression)
        }
    }

    private mutating func named(_ word: String, _ expression: HCLExpression) -> TypeConstraint {
        switch word {
        case "string": return plain(.string)
        case "number": return plain(.number)
        case "bool": return plain(.bool)
        case "any": return .any
        case "list", "set", "map":
            return fail("The type \"\(word)\" needs the type of its elements, as in \(word)(string).", expression)
        case "tuple":
            return fail("The type \"tuple\" needs a list of types, as in tuple([string, number]).", expression)
        case "object":
            return fail("The type \"object\" needs its attributes, as in object({ name = string }).", expression)
        default: return unknown(word, expression)
        }
    }

    private mutating func unknown(_ name: String, _ expression: HCLExpression) -> TypeConstraint {
        let known = ["string", "number", "bool", "any", "list", "set", "map", "tuple", "object", "optional"]
        let hint = Suggestion.nearest(to: name, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
        return fail("There is no type \"\(name)\".\(hint)", expression)
    }

    private func plain(_ type: HCLType) -> TypeConstraint {
        TypeConstraint(type: type, defaults: TypeDefaults())
    }

    private mutating func fail(_ detail: String, _ expression: HCLExpression) -> TypeConstraint {
        diagnostics.append(Diagnostic("Invalid type specification", detail: detail, at: expression.range))
        return .any
    }

    private mutating func collection(_ call: HCLCall, _ expression: HCLExpression) -> TypeConstraint {
        guard call.arguments.count == 1 else {
            return fail("The type \"\(call.name)\" needs one argument, the type of its elements.", expression)
        }
        let element = type(call.arguments[0])
        let defaults = TypeDefaults(element: element.defaults.isEmpty ? [] : [element.defaults])
        switch call.name {
        case "list": return TypeConstraint(type: .list(element.type), defaults: defaults)
        case "set": return TypeConstraint(type: .set(element.type), defaults: defaults)
        default: return TypeConstraint(type: .map(element.type), defaults: defaults)
        }
    }

    private mutating func tuple(_ call: HCLCall, _ expression: HCLExpression) -> TypeConstraint {
        guard call.arguments.count == 1, let elements = call.arguments[0].staticElements else {
            return fail("The type \"tuple\" needs a list of types, as in tuple([string, number]).", expression)
        }
        var types: [HCLType] = []
        var defaults = TypeDefaults()
        for (index, element) in elements.enumerated() {
            let constraint = type(element)
            types.append(constraint.type)
            if !constraint.defaults.isEmpty { defaults.attributes["\(index)"] = constraint.defaults }
        }
        return TypeConstraint(type: .tuple(types), defaults: defaults)
    }

    private mutating func object(_ call: HCLCall, _ expression: HCLExpression) -> TypeConstraint {
        guard call.arguments.count == 1, let items = call.arguments[0].staticItems else {
            return fail("The type \"object\" needs its attributes, as in object({ name = string }).", expression)
        }
        var types: [String: HCLType] = [:]
        var optional: Set<String> = []
        var defaults = TypeDefaults()
        for item in items {
            guard let name = item.key.staticString else {
                _ = fail("The name of an attribute must be written out.", item.key)
                continue
            }
            let (constraint, isOptional, fallback) = attribute(item.value)
            types[name] = constraint.type
            if isOptional { optional.insert(name) }
            if let fallback { defaults.values[name] = fallback }
            if !constraint.defaults.isEmpty { defaults.attributes[name] = constraint.defaults }
        }
        return TypeConstraint(type: .object(types, optional: optional), defaults: defaults)
    }

    private mutating func attribute(
        _ expression: HCLExpression
    ) -> (constraint: TypeConstraint, isOptional: Bool, fallback: HCLValue?) {
        guard let call = expression.staticCall, call.name == "optional" else { return (type(expression), false, nil) }
        guard (1...2).contains(call.arguments.count) else {
            return (fail("\"optional\" takes a type and perhaps a default value.", expression), true, nil)
        }
        let constraint = type(call.arguments[0])
        guard call.arguments.count == 2 else { return (constraint, true, nil) }
        return (constraint, true, fallback(call.arguments[1], constraint))
    }

    /// The default, which is a constant and of the attribute's type.
    private mutating func fallback(_ expression: HCLExpression, _ constraint: TypeConstraint) -> HCLValue? {
        let scope = EvaluationScope(context: .init(templateDirectory: "", workingDirectory: ""))
        let (value, found) = scope.evaluate(expression)
        diagnostics += found
        guard found.isEmpty else { return nil }
        do throws(ConversionError) {
            return try constraint.converted(value)
        } catch {
            diagnostics.append(
                Diagnostic(
                    "Invalid default value for optional attribute",
                    detail: "The default does not fit the attribute's type: \(error).", at: expression.range))
            return nil
        }
    }
}
