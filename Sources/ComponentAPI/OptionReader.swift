import Diagnostics
import HCLValues

/// What a template gave for one option.
public struct OptionInput: Sendable {
    /// As the expression gave it: strings are not rendered yet.
    public var value: HCLValue
    /// Where the value stands in the template.
    public var range: SourceRange?

    public init(value: HCLValue, range: SourceRange? = nil) {
        self.value = value
        self.range = range
    }
}

/// Reads a component's options by their keys and collects every complaint, so that the user sees all at once.
public final class OptionReader {
    /// What the template gave, by option name; options it leaves out are not here.
    public let inputs: [String: OptionInput]
    /// What built-in template functions and data late rendering starts from.
    public let templating: TemplateContext
    /// Everything complained about so far, in the order of reading.
    public private(set) var diagnostics: [Diagnostic] = []
    private let header: String
    private let blockRange: SourceRange?

    /// - Parameter header: the block's header for messages, such as `source "qemu" "base"`.
    public init(
        _ inputs: [String: OptionInput], templating: TemplateContext, header: String, blockRange: SourceRange? = nil
    ) {
        self.inputs = inputs
        self.templating = templating
        self.header = header
        self.blockRange = blockRange
    }

    /// The option's value, its default, or `nil` where it has neither; a null counts as not set.
    public func optional<Value>(_ key: OptionKey<Value>) -> Value? {
        guard let input = inputs[key.name], !input.value.isNull else {
            if key.declaration.isRequired {
                error(
                    "Missing required argument",
                    "The argument \"\(key.name)\" is required, but no definition was found.")
            }
            return key.defaultValue
        }
        if let advice = key.declaration.deprecation {
            warning("Deprecated option", "The option \"\(key.name)\" is deprecated. \(advice)", of: key)
        }
        do {
            let late = key.declaration.isLate
            return try Value(option: input.value) { late ? $0 : try templating.render($0) }
        } catch let mismatch as OptionMismatch {
            error("Incorrect attribute value type", "The option \"\(key.name)\" \(mismatch.message)", of: key)
        } catch let failure as DiagnosticError {
            let text = failure.diagnostics.map { $0.detail.isEmpty ? $0.summary : $0.detail }.joined(separator: "\n")
            error("Error in template string", "The option \"\(key.name)\" could not be rendered: \(text)", of: key)
        } catch let unexpected {
            error("Invalid option", "The option \"\(key.name)\" could not be read: \(unexpected)", of: key)
        }
        return key.defaultValue
    }

    /// The value of an option that has a default.
    public func value<Value>(_ key: OptionKey<Value>) -> Value {
        guard let value = optional(key) ?? key.defaultValue else {
            preconditionFailure("option \(key.name) is read as if it had a default")
        }
        return value
    }

    /// Whether the template gives the option a value other than null.
    public func isSet(_ key: OptionKey<some OptionValue>) -> Bool {
        inputs[key.name].map { !$0.value.isNull } ?? false
    }

    /// Complains about the block as a whole, such as two options that exclude each other.
    public func error(_ summary: String, _ detail: String) {
        diagnostics.append(Diagnostic(.error, summary, detail: detail, at: blockRange, enclosingBlock: header))
    }

    /// Complains about one option, at its value's place.
    public func error(_ summary: String, _ detail: String, of key: OptionKey<some OptionValue>) {
        add(.error, summary, detail, key.name)
    }

    /// Warns about the block as a whole.
    public func warning(_ summary: String, _ detail: String) {
        diagnostics.append(Diagnostic(.warning, summary, detail: detail, at: blockRange, enclosingBlock: header))
    }

    /// Warns about one option, at its value's place.
    public func warning(_ summary: String, _ detail: String, of key: OptionKey<some OptionValue>) {
        add(.warning, summary, detail, key.name)
    }

    private func add(_ severity: Diagnostic.Severity, _ summary: String, _ detail: String, _ name: String) {
        diagnostics.append(
            Diagnostic(
                severity, summary, detail: detail, at: inputs[name]?.range ?? blockRange, enclosingBlock: header))
    }

    /// The warnings gathered.
    ///
    /// - Throws: `DiagnosticError` with all that was gathered, if any of it is an error.
    public func finish() throws -> [Diagnostic] {
        guard !diagnostics.containsError else { throw DiagnosticError(diagnostics) }
        return diagnostics
    }
}
