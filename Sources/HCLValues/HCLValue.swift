/// A value of the configuration language: a type, and data, null or unknown of it, perhaps marked sensitive.
///
/// Containers carry the marks of their elements on the elements; `isSensitive` on a container marks the whole.
public struct HCLValue: Hashable, Sendable {
    /// What a value holds beside its type.
    public indirect enum Data: Hashable, Sendable {
        case null
        /// A value that only later steps will know.
        case unknown
        /// Normalised to Unicode form C.
        case string(String)
        case number(HCLNumber)
        case bool(Bool)
        /// A list, set (sorted, without duplicates) or tuple.
        case elements([HCLValue])
        /// A map or object.
        case attributes([String: HCLValue])
    }

    /// The type, which null and unknown values have too.
    public let type: HCLType
    /// What it holds.
    public let data: Data
    /// Whether it must not be shown to anybody.
    public var isSensitive: Bool
    /// Told once from the children, so that nobody has to walk through them.
    let extent: HCLExtent

    /// Trusts the caller that `data` is of `type`; use the factories below where one fits.
    public init(type: HCLType, data: Data, isSensitive: Bool = false) {
        self.type = type
        self.data = data
        self.isSensitive = isSensitive
        extent = HCLExtent(data)
    }
}

extension HCLValue {
    /// A known string; its characters are brought to Unicode form C.
    public static func string(_ value: String) -> HCLValue {
        HCLValue(type: .string, data: .string(value.normalizedForm))
    }
    /// A known number.
    public static func number(_ value: HCLNumber) -> HCLValue { HCLValue(type: .number, data: .number(value)) }
    /// A known number.
    public static func number(_ value: Int) -> HCLValue { .number(HCLNumber(value)) }
    /// A known truth value.
    public static func bool(_ value: Bool) -> HCLValue { HCLValue(type: .bool, data: .bool(value)) }
    /// No value of a type.
    public static func null(_ type: HCLType = .dynamic) -> HCLValue { HCLValue(type: type, data: .null) }
    /// A value of a type that only later steps will know.
    public static func unknown(_ type: HCLType = .dynamic) -> HCLValue { HCLValue(type: type, data: .unknown) }

    /// A tuple, each element of a type of its own.
    public static func tuple(_ elements: [HCLValue]) -> HCLValue {
        HCLValue(type: .tuple(elements.map(\.type)), data: .elements(elements))
    }

    /// An object, each attribute of a type of its own.
    public static func object(_ attributes: [String: HCLValue]) -> HCLValue {
        HCLValue(type: .object(attributes.mapValues(\.type)), data: .attributes(attributes))
    }

    /// A list whose elements all are of `element` already.
    public static func list(of element: HCLType, _ elements: [HCLValue]) -> HCLValue {
        HCLValue(type: .list(element), data: .elements(elements))
    }

    /// A map whose values all are of `element` already.
    public static func map(of element: HCLType, _ attributes: [String: HCLValue]) -> HCLValue {
        HCLValue(type: .map(element), data: .attributes(attributes))
    }

    /// Whether the value itself is null; its elements may be all the same.
    public var isNull: Bool { data == .null }
    /// Whether the value itself is unknown; its elements may be all the same.
    public var isUnknown: Bool { data == .unknown }
}
