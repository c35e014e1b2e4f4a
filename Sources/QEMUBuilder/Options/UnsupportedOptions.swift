import ComponentAPI
import HCLValues

/// Options of the field that this version knows by name only; a template that sets one is told so.
enum UnsupportedOptions {
    private static let keys: [OptionKey<HCLValue>] = [
        "net_bridge", "iso_skip_cache", "http_interface", "http_network_protocol",
    ].map { OptionKey<HCLValue>($0, "Not available in this version.") }

    static let declarations = keys.map(\.declaration)

    /// Values that ask for nothing pass.
    static func check(_ reader: OptionReader) {
        for key in keys {
            guard let value = reader.optional(key), !asksForNothing(value) else { continue }
            reader.error(
                "Option not available", "The option \"\(key.name)\" is not available in this version.", of: key)
        }
    }

    private static func asksForNothing(_ value: HCLValue) -> Bool {
        switch value.data {
        case .null, .unknown, .bool(false), .string(""), .elements([]): true
        case .attributes(let attributes): attributes.isEmpty
        case .string, .number, .bool, .elements: false
        }
    }
}
