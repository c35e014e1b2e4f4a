/// A type of the configuration language (cty's type system).
public indirect enum HCLType: Hashable, Sendable {
    case string
    case number
    case bool
    case list(HCLType)
    case set(HCLType)
    case map(HCLType)
    case tuple([HCLType])
    case object([String: HCLType], optional: Set<String>)
    /// Not known yet, or any type: `any` in a type constraint.
    case dynamic

    /// An object type none of whose attributes may be left out.
    public static func object(_ attributes: [String: HCLType]) -> HCLType {
        .object(attributes, optional: [])
    }
}
