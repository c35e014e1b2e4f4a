import GoTemplate

/// What `{{ }}` inside option strings can refer to.
public struct TemplateContext: Sendable {
    /// Values of `{{ .Name }}`.
    public var data: [String: GoValue]
    /// Functions by the name that templates call.
    public var functions: [String: GoFunction]

    public init(data: [String: GoValue] = [:], functions: [String: GoFunction] = [:]) {
        self.data = data
        self.functions = functions
    }

    /// - Throws: `DiagnosticError` if the text is no valid template or a function fails.
    public func render(_ text: String) throws -> String {
        guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
        return try GoTemplate(text).render(data: .map(data), functions: functions)
    }

    /// The same context with more data; new names win.
    public func adding(_ more: [String: GoValue]) -> TemplateContext {
        TemplateContext(data: data.merging(more) { _, new in new }, functions: functions)
    }
}
