import BuildEvents
import ComponentAPI
import Diagnostics
import HCLValues
import JSONText

/// The attributes of the node: the JSON file that Chef reads besides its configuration.
struct ChefAttributes: Sendable {
    enum Keys {
        static let json = OptionKey<HCLValue>(
            "json", defaultText: "{}", "Attributes of the node: any object; its texts may use {{ }}.")
        static let jsonString = OptionKey<String>(
            "json_string", "Attributes of the node as JSON, such as jsonencode gives; excludes json.")
        static let runList = OptionKey<[String]>(
            "run_list", default: [], "What Chef runs, in order: recipe[NAME], role[NAME] or NAME of a recipe.")

        static let all: [OptionDeclaration] = [json.declaration, jsonString.declaration, runList.declaration]
    }

    private var members: [JSONValue.Member] = []

    /// Reads the options; complaints go to the reader.
    init(_ reader: OptionReader, _ redactor: Redactor) {
        if let value = reader.optional(Keys.json) { read(value, reader) }
        redactor.add(sensitiveTextsOf: reader.inputs[Keys.json.name]?.value)
        if let text = reader.nonEmpty(Keys.jsonString) { read(text, reader) }
        let runList = reader.value(Keys.runList)
        Self.check(runList, reader)
        guard !runList.isEmpty else { return }
        members.removeAll { $0.name == "run_list" }
        members.append(JSONValue.Member("run_list", .array(runList.map(JSONValue.string))))
    }

    /// Two spaces for each level, names sorted.
    var text: String {
        JSONWriter(indentation: 2).text(.object(members.sorted { $0.name < $1.name }))
    }

    private mutating func read(_ value: HCLValue, _ reader: OptionReader) {
        guard value.attributeValues != nil else {
            return reader.error("Invalid attributes", "json must be an object or a map.", of: Keys.json)
        }
        do {
            guard case .object(let members) = try Self.rendered(value.jsonValue(), reader.templating) else { return }
            self.members = members
        } catch let failure as DiagnosticError {
            let words = failure.diagnostics.map { $0.detail.isEmpty ? $0.summary : $0.detail }
            reader.error("Invalid attributes", "Error in json: \(words.joined(separator: "\n"))", of: Keys.json)
        } catch {
            reader.error("Invalid attributes", "Error in json: \(error)", of: Keys.json)
        }
    }

    private mutating func read(_ text: String, _ reader: OptionReader) {
        if reader.isSet(Keys.json) {
            reader.error(
                "Conflicting attributes", "Only one of json and json_string can be specified.", of: Keys.jsonString)
        }
        do {
            guard case .object(let members) = try JSONParser.parse(text) else {
                return reader.error("Invalid attributes", "json_string must be a JSON object.", of: Keys.jsonString)
            }
            self.members = members
        } catch {
            reader.error("Invalid attributes", "json_string is \(error).", of: Keys.jsonString)
        }
    }

    /// The value with every text in it rendered.
    private static func rendered(_ value: JSONValue, _ templating: TemplateContext) throws -> JSONValue {
        switch value {
        case .string(let text): .string(try templating.render(text))
        case .array(let elements): .array(try elements.map { try rendered($0, templating) })
        case .object(let members):
            .object(try members.map { JSONValue.Member($0.name, try rendered($0.value, templating)) })
        default: value
        }
    }

    /// Chef takes everything with brackets that is no recipe and no role for an error, but only on the machine.
    private static func check(_ runList: [String], _ reader: OptionReader) {
        for item in runList where item.contains(where: { "[]".contains($0) }) {
            let name = item.dropFirst(item.hasPrefix("role[") ? 5 : 7).dropLast()
            let isFine =
                (item.hasPrefix("recipe[") || item.hasPrefix("role[")) && item.hasSuffix("]") && !name.isEmpty
                && !name.contains { "[]".contains($0) }
            guard !isFine else { continue }
            reader.error(
                "Invalid run list",
                "An item of run_list is recipe[NAME], role[NAME] or the NAME of a recipe, but one is \"\(item)\".",
                of: Keys.runList)
        }
    }
}
