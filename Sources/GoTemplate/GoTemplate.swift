import Diagnostics

/// A template in the `{{ … }}` language (Go's text/template), parsed.
public struct GoTemplate: Sendable {
    let nodes: [TemplateNode]
    let calls: [TemplateCall]

    /// - Throws: `DiagnosticError` with the line and column inside `source`.
    public init(_ source: String) throws {
        do {
            var parser = try TemplateParser(source)
            nodes = try parser.template()
            calls = parser.calls
        } catch let fault as TemplateFault {
            throw DiagnosticError(fault.diagnostic)
        }
    }

    /// The text with every action carried out.
    ///
    /// - Parameters:
    ///   - data: what `.` is at the start, usually a map.
    ///   - functions: callable by name, in addition to the built-in ones.
    /// - Throws: `DiagnosticError` with the place of the action at fault; a `DiagnosticError` of a function as it is.
    public func render(data: GoValue, functions: [String: GoFunction] = [:]) throws -> String {
        do {
            for call in calls where functions[call.name] == nil && BuiltinFunction(rawValue: call.name) == nil {
                throw TemplateFault("function \"\(call.name)\" not defined", at: call.place)
            }
            var renderer = TemplateRenderer(data: data, functions: functions)
            try renderer.render(nodes)
            return renderer.output
        } catch let fault as TemplateFault {
            throw DiagnosticError(fault.diagnostic)
        }
    }

    /// The names of the functions that the template calls, built-in ones included.
    public var functionNames: Set<String> { Set(calls.map(\.name)) }
}

/// A value inside a template.
public enum GoValue: Hashable, Sendable {
    case none
    case string(String)
    case int(Int)
    case double(Double)
    case bool(Bool)
    case list([GoValue])
    case map([String: GoValue])
}

/// A function that templates call by name; what it throws is reported with the place of the call.
public typealias GoFunction = @Sendable ([GoValue]) throws -> GoValue
