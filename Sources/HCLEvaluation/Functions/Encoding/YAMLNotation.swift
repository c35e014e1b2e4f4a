import Cryptography
import HCLValues
import YAMLText

/// Values as YAML: strings always in quotes, or line by line where they have several.
enum YAMLNotation {
    static func text(_ value: HCLValue) throws -> String {
        var text = try YAMLWriter.text(try node(value))
        let mark = "...\n"
        // libyaml closes a document whose last text keeps its line breaks; the peer does not.
        if text.hasSuffix("\n" + mark) { text.removeLast(mark.utf8.count) }
        // The peer closes a document that is a bare word, because more could follow it.
        if value.isNull || value.numberValue != nil || value.boolValue != nil { text += mark }
        return text
    }

    private static func node(_ value: HCLValue) throws -> YAMLNode {
        switch value.data {
        case .null: return .scalar(YAMLScalar("null", style: .plain))
        case .unknown: throw HCLFunction.Failure("the value is not known yet")
        case .string(let text): return scalar(text)
        case .number(let number): return .scalar(YAMLScalar(number.text, style: .plain))
        case .bool(let flag): return .scalar(YAMLScalar(flag ? "true" : "false", style: .plain))
        case .elements(let elements): return .sequence(try elements.map(node))
        case .attributes(let attributes):
            let sorted = attributes.sorted { $0.key < $1.key }
            return .mapping(try sorted.map { YAMLNode.Entry(scalar($0.key), try node($0.value)) })
        }
    }

    private static func scalar(_ text: String) -> YAMLNode {
        .scalar(YAMLScalar(text, style: text.utf8.contains(UInt8(ascii: "\n")) ? .literal : .quoted))
    }

    // MARK: - Reading

    /// The value of the one document of a text.
    static func value(_ text: String) throws -> HCLValue {
        do {
            guard let node = try YAMLParser.parse(text) else { return .null() }
            return try value(node)
        } catch let error as YAMLSyntaxError {
            throw HCLFunction.Failure("\(error)", argument: 0)
        }
    }

    private static func value(_ node: YAMLNode) throws -> HCLValue {
        switch node {
        case .scalar(let scalar): try YAMLScalarType.value(scalar)
        case .sequence(let elements): .tuple(try elements.map(value))
        case .mapping(let entries): .object(try attributes(entries))
        }
    }

    private static func attributes(_ entries: [YAMLNode.Entry]) throws -> [String: HCLValue] {
        var attributes: [String: HCLValue] = [:]
        for entry in entries {
            guard case .scalar(let scalar) = entry.key else {
                throw HCLFunction.Failure("only strings are allowed as mapping keys", argument: 0)
            }
            if scalar.style == .plain, scalar.text == "<<" {
                attributes.merge(try merged(entry.value)) { own, _ in own }
                continue
            }
            let key = try YAMLScalarType.value(scalar)
            guard !key.isNull, let name = try key.converted(to: .string).stringValue else {
                throw HCLFunction.Failure("a mapping key cannot be null", argument: 0)
            }
            attributes[name] = try value(entry.value)
        }
        return attributes
    }

    /// What the merge key `<<` brings in: a mapping, or several of which earlier ones win.
    private static func merged(_ node: YAMLNode) throws -> [String: HCLValue] {
        switch node {
        case .mapping(let entries): return try attributes(entries)
        case .sequence(let elements):
            var all: [String: HCLValue] = [:]
            for element in elements {
                guard case .mapping(let entries) = element else { break }
                all.merge(try attributes(entries)) { first, _ in first }
            }
            return all
        case .scalar: throw HCLFunction.Failure("only a mapping can be merged with \"<<\"", argument: 0)
        }
    }
}
