import ComponentAPI
import HCLValues

/// The arguments of a block that is one option.
struct OptionFields {
    private let attributes: [String: HCLValue]
    private let render: (String) throws -> String

    /// - Throws: `OptionMismatch` for what is no block, or has arguments that are not declared.
    init(
        _ value: HCLValue, _ declarations: [OptionDeclaration], render: @escaping (String) throws -> String
    ) throws {
        // A block of which there may be one comes as a list of one from some templates.
        let single = value.elementValues?.count == 1 ? value.elementValues?.first : nil
        guard let attributes = (single ?? value).attributeValues?.filter({ !$0.value.isNull }) else {
            throw OptionMismatch("must be a block or an object.")
        }
        let known = Set(declarations.map(\.name))
        for name in attributes.keys.sorted() where !known.contains(name) {
            throw OptionMismatch("has the unknown argument \"\(name)\".")
        }
        self.attributes = attributes
        self.render = render
    }

    func optional<Value: OptionValue>(_ key: OptionKey<Value>) throws -> Value? {
        guard let value = attributes[key.name] else { return nil }
        do {
            return try Value(option: value, render: render)
        } catch let mismatch as OptionMismatch {
            throw OptionMismatch("has a \"\(key.name)\" that \(mismatch.message)")
        }
    }
}
