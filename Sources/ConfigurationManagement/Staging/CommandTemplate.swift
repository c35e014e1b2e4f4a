import ComponentAPI
import Diagnostics
import GoTemplate

/// A command, or a file's text, with `{{ }}`: checked when the template is read, rendered when it is used.
struct CommandTemplate: Sendable {
    let text: String
    /// Whether the user left it to us.
    let isUsual: Bool
    private let system: GuestSystem
    private let templating: TemplateContext

    /// Reads the option, and tries its text with values that stand for the real ones.
    ///
    /// - Parameters:
    ///   - usual: the text without the option; besides the variables it may use `word` and `quoted`, which
    ///     make one word for the machine's shell of a text.
    ///   - trial: every variable that the text can use, with a value that is not empty.
    init(
        _ key: OptionKey<String>, usual: String, trial: [String: GoValue], _ system: GuestSystem,
        _ reader: OptionReader
    ) {
        let given = reader.optional(key)
        self.init(text: given.flatMap { $0.isEmpty ? nil : $0 }, usual: usual, system, reader.templating)
        check(trial) { reader.error("Error in template string", "Invalid \(key.name): \($0)", of: key) }
    }

    /// - Parameter text: the user's; `nil` or empty for the usual one.
    init(text: String?, usual: String, _ system: GuestSystem, _ templating: TemplateContext) {
        self.text = text ?? usual
        isUsual = text == nil
        self.system = system
        self.templating = templating
    }

    /// Tries the text, and tells what is wrong with it.
    func check(_ trial: [String: GoValue], _ complain: (String) -> Void) {
        do {
            _ = try render(trial)
        } catch let failure as DiagnosticError {
            complain(failure.diagnostics.map { $0.detail.isEmpty ? $0.summary : $0.detail }.joined(separator: "\n"))
        } catch {
            complain("\(error)")
        }
    }

    /// - Throws: `DiagnosticError` if the text is no template; `GuestToolError` if it uses what does not exist.
    func render(_ data: [String: GoValue]) throws -> String {
        var context = templating.adding(data)
        let system = system
        context.functions["word"] = { .string(GuestCommands.word(try Self.text($0), system)) }
        context.functions["quoted"] = { .string(GuestCommands.quoted(try Self.text($0))) }
        let result = try context.render(text)
        guard !result.contains("<no value>") else {
            throw GuestToolError(
                "it uses a variable that does not exist; those that do: \(data.keys.sorted().joined(separator: ", "))")
        }
        return result
    }

    private static func text(_ arguments: [GoValue]) throws -> String {
        guard arguments.count == 1, case .string(let text) = arguments[0] else {
            throw GoFunctionError("takes one text")
        }
        return text
    }
}
