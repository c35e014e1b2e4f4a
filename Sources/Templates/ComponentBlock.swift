import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues

/// A provisioner or post-processor of a build: what the language says of it, and its options unevaluated.
struct ComponentBlock {
    enum Kind: String {
        case provisioner
        case postProcessor = "post-processor"

        /// Names in the block that are the language's.
        var reserved: Set<String> {
            switch self {
            case .provisioner:
                [
                    "name", "only", "except", "pause_before", "timeout", "max_retries", "continue_on_error", "override",
                ]
            case .postProcessor: ["name", "only", "except", "keep_input_artifact"]
            }
        }
    }

    var kind: Kind
    var type: String
    var block: HCLBlock
    var scope: EvaluationScope
    var name: String?
    var only: [String] = []
    var except: [String] = []
    var pauseBefore: Duration?
    var timeout: Duration?
    var maxRetries = 0
    var continuesOnError = false
    /// Options that count for one source only, by its local name.
    var override: [String: HCLValue] = [:]
    var keepsInput: Bool?

    static func read(_ scoped: ScopedBlock, kind: Kind, _ problems: inout [Diagnostic]) -> ComponentBlock? {
        if let problem = RootBlocks.checkLabels(of: scoped.block, ["type"]) {
            problems.append(problem)
            return nil
        }
        var component = ComponentBlock(
            kind: kind, type: scoped.block.labels[0].text, block: scoped.block, scope: scoped.scope)
        var reader = MetaReader(block: scoped.block, scope: scoped.scope, kind: kind)
        component.name = reader.string("name")
        component.only = reader.strings("only")
        component.except = reader.strings("except")
        component.pauseBefore = reader.duration("pause_before")
        component.timeout = reader.duration("timeout")
        component.maxRetries = reader.integer("max_retries") ?? 0
        component.continuesOnError = reader.bool("continue_on_error") ?? false
        component.override = reader.override()
        component.keepsInput = reader.bool("keep_input_artifact")
        if !component.only.isEmpty, !component.except.isEmpty {
            reader.report("Conflicting arguments", "Only one of \"only\" and \"except\" may be specified.", at: "only")
        }
        problems += reader.diagnostics
        return component
    }

    /// Whether it takes part in the build of this source, by `type.name`.
    func applies(to source: String) -> Bool {
        only.isEmpty ? !except.contains(source) : only.contains(source)
    }
}

/// Reads the language's own arguments of a component block.
private struct MetaReader {
    let block: HCLBlock
    let scope: EvaluationScope
    let kind: ComponentBlock.Kind
    var diagnostics: [Diagnostic] = []

    init(block: HCLBlock, scope: EvaluationScope, kind: ComponentBlock.Kind) {
        self.block = block
        self.scope = scope
        self.kind = kind
    }

    mutating func report(_ summary: String, _ detail: String, at name: String) {
        let range = block.body.attribute(name)?.expression.range ?? block.headerRange
        diagnostics.append(Diagnostic(summary, detail: detail, at: range, enclosingBlock: block.header))
    }

    /// The value of an argument; `nil` if it is not this kind's, not there, null or unknown.
    private mutating func value(_ name: String, as type: HCLType) -> HCLValue? {
        guard kind.reserved.contains(name), let attribute = block.body.attribute(name) else { return nil }
        let (value, found) = scope.evaluate(attribute.expression, as: type)
        diagnostics += found
        return found.containsError || value.isNull || value.isUnknown ? nil : value
    }

    mutating func string(_ name: String) -> String? {
        value(name, as: .string)?.stringValue
    }

    mutating func bool(_ name: String) -> Bool? {
        value(name, as: .bool)?.boolValue
    }

    mutating func strings(_ name: String) -> [String] {
        let elements = value(name, as: .list(.string))?.elementValues ?? []
        if elements.contains(where: \.isNull) {
            report("Unsuitable value type", "\"\(name)\" may not contain null.", at: name)
        }
        return elements.compactMap(\.stringValue)
    }

    mutating func integer(_ name: String) -> Int? {
        guard let number = value(name, as: .number)?.numberValue else { return nil }
        guard let whole = number.exactInt, whole >= 0 else {
            report("Invalid number", "\"\(name)\" must be a whole number that is not negative.", at: name)
            return nil
        }
        return whole
    }

    mutating func duration(_ name: String) -> Duration? {
        guard let text = string(name) else { return nil }
        guard let duration = GoDuration(text) else {
            report(
                "Invalid duration", "\"\(text)\" is no duration; write it as in \"90s\", \"5m\" or \"1h30m\".", at: name
            )
            return nil
        }
        guard duration.duration >= .zero else {
            report("Invalid duration", "\"\(name)\" must be a duration that is not negative.", at: name)
            return nil
        }
        return duration.duration
    }

    mutating func override() -> [String: HCLValue] {
        guard let value = value("override", as: .dynamic) else { return [:] }
        guard let attributes = value.attributeValues, attributes.values.allSatisfy({ $0.attributeValues != nil }) else {
            report(
                "Invalid override", "\"override\" must be an object that gives an object of options for each source.",
                at: "override")
            return [:]
        }
        return attributes
    }
}
