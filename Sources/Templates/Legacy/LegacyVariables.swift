import ComponentAPI
import Diagnostics
import GoTemplate
import HCLSyntax
import HostOS
import JSONText

/// The user variables of a legacy template: their defaults, files and arguments, rendered.
struct LegacyVariables {
    /// A value on its way: text with template actions, and where it comes from.
    private struct Pending {
        var text: String
        var range: SourceRange?
    }

    private(set) var values: [String: String] = [:]
    private(set) var diagnostics: [Diagnostic] = []
    /// A complaint for each required variable without a value.
    private(set) var missing: [Diagnostic] = []
    private var pending: [String: Pending] = [:]

    /// Values may refer to each other this deep in the worst order.
    private static let passLimit = 100

    /// Gathers the values, later sources winning: defaults, variable files in their order, arguments.
    ///
    /// Names that the template does not declare are taken too, as `{{user}}` may use them.
    init(_ document: LegacyDocument, inputs: VariableInputs, sources: inout SourceCatalog) {
        for variable in document.variables {
            pending[variable.name] = variable.defaultValue.map { Pending(text: $0, range: variable.range) }
        }
        for path in inputs.files { readFile(path, &sources) }
        for (name, text) in inputs.arguments { pending[name] = Pending(text: text, range: nil) }
        for variable in document.variables where pending[variable.name] == nil {
            missing.append(
                Diagnostic(
                    "Required variable not set",
                    detail: "The variable \"\(variable.name)\" has no default: its value must be given.",
                    at: variable.range,
                    advice: ["Give it with -var '\(variable.name)=VALUE' or in a -var-file."]))
        }
    }

    // MARK: - Files

    private mutating func readFile(_ path: String, _ sources: inout SourceCatalog) {
        guard !path.hasSuffix(".hcl") else {
            diagnostics.append(
                Diagnostic(
                    "Unsupported variable file",
                    detail: "\"\(path)\" is in the native syntax; a legacy template takes variable files in JSON.",
                    advice: ["Write it as one JSON object of strings."]))
            return
        }
        do {
            let bytes = try HostFiles.read(path, limit: ParsedTemplate.sizeLimit)
            sources.add(bytes, name: path)
            read(SourceText(bytes, name: path))
        } catch {
            diagnostics.append(Diagnostic("Failed to read file", detail: "\(error)"))
        }
    }

    private mutating func read(_ source: SourceText) {
        var reader = LegacyReader(source: source)
        do {
            let root = try JSONParser.parseLocated(source.bytes, depthLimit: LegacyDocument.maximumNesting)
            for member in reader.members(of: root, as: "A variable file") ?? [] {
                switch member.value.kind {
                case .string(let text): set(member.name, text, reader.range(member.value.range))
                case .null: set(member.name, "", reader.range(member.value.range))
                default:
                    reader.report(
                        "Incorrect JSON value type",
                        "The value of \"\(member.name)\" must be a string, but is \(member.value.kindName). Write it in "
                            + "double quotes.", at: member.value.range)
                }
            }
            diagnostics += reader.diagnostics
        } catch {
            diagnostics += error.diagnostics(in: source)
        }
    }

    private mutating func set(_ name: String, _ text: String, _ range: SourceRange) {
        pending[name] = Pending(text: text, range: range)
    }

    // MARK: - Rendering

    /// Renders all values; they may refer to each other in any order, but not in a circle.
    ///
    /// - Parameters:
    ///   - context: the functions of the template, of which `user` and `env` are replaced.
    ///   - environment: what `env` reads.
    /// - Returns: what is wrong with those that cannot be rendered.
    mutating func render(in context: TemplateContext, environment: [String: String]) -> [Diagnostic] {
        var failures: [String: DiagnosticError] = [:]
        for _ in 0..<Self.passLimit where !pending.isEmpty {
            let count = pending.count
            failures = [:]
            for (name, value) in pending.sorted(by: { $0.key < $1.key }) {
                do {
                    values[name] = try render(value.text, context, environment)
                    pending[name] = nil
                } catch let error as DiagnosticError {
                    failures[name] = error
                } catch {
                    failures[name] = DiagnosticError(Diagnostic("Invalid template", detail: "\(error)."))
                }
            }
            guard pending.count < count else { break }
        }
        return pending.sorted { $0.key < $1.key }.map { name, value in
            let reason = failures[name]?.diagnostics.map(\.detail).joined(separator: " ") ?? ""
            return Diagnostic(
                "Failed to interpolate variable", detail: "The value of \"\(name)\" could not be rendered: \(reason)",
                at: value.range)
        }
    }

    private func render(
        _ text: String, _ context: TemplateContext, _ environment: [String: String]
    ) throws -> String {
        var context = context
        let (values, pending) = (values, pending)
        context.functions["env"] = { arguments in
            guard case .string(let name)? = arguments.first, arguments.count == 1 else {
                throw GoFunctionError("needs the name of an environment variable")
            }
            return .string(environment[name] ?? "")
        }
        context.functions["user"] = { arguments in
            guard case .string(let name)? = arguments.first, arguments.count == 1 else {
                throw GoFunctionError("needs the name of a variable")
            }
            guard let value = values[name] else {
                throw GoFunctionError(
                    pending[name] != nil
                        ? "the variable \"\(name)\" has no value yet; the variables may refer to each other in a circle"
                        : "the variable \"\(name)\" is not set")
            }
            return .string(value)
        }
        return try context.render(text)
    }
}
