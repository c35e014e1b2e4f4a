/// A number of the configuration language: a binary floating-point number with 512 bits of mantissa.
public struct HCLNumber: Hashable, Sendable {
    // Replaced by the real representation; the initialisers are the contract.
    private let value: Double

    public init(_ value: Int) {
        self.value = Double(value)
    }

    /// Reads a decimal number as the language writes it; `nil` if it is none.
    public init?(_ text: String) {
        guard let value = Double(text) else { return nil }
        self.value = value
    }

    /// The number as an `Int`, if it is whole and fits.
    public var exactInt: Int? { Int(exactly: value) }
    public var double: Double { value }
}
