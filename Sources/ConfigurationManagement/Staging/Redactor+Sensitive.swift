import BuildEvents
import HCLValues

extension Redactor {
    /// Masks every text inside a value that is marked sensitive, or lies in one that is.
    func add(sensitiveTextsOf value: HCLValue?, isCovered: Bool = false) {
        guard let value, isCovered || value.containsSensitive else { return }
        let isCovered = isCovered || value.isSensitive
        switch value.data {
        case .string(let text) where isCovered && !text.isEmpty: add(text)
        case .elements(let values): for value in values { add(sensitiveTextsOf: value, isCovered: isCovered) }
        case .attributes(let values): for value in values.values { add(sensitiveTextsOf: value, isCovered: isCovered) }
        default: break
        }
    }
}
