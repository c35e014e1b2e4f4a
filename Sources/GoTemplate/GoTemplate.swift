/// A template in the `{{ … }}` language (Go's text/template), parsed.
public struct GoTemplate: Sendable {
    private let source: String

    /// - Throws: `DiagnosticError` with the line and column inside `source`.
    public init(_ source: String) throws {
        self.source = source
    }

    /// - Parameters:
    ///   - data: what `.` is at the start, usually a map.
    ///   - functions: callable by name, in addition to the built-in ones.
    public func render(data: GoValue, functions: [String: GoFunction] = [:]) throws -> String {
        source
    }
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

public typealias GoFunction = @Sendable ([GoValue]) throws -> GoValue
