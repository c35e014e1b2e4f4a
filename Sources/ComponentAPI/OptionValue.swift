import HCLValues

/// What an option's value looks like, for documentation, decoding and completion.
public indirect enum OptionType: Hashable, Sendable {
    case string
    /// A whole number that fits in 64 bits.
    case integer
    case number
    case bool
    /// A Go duration string: `1m30s`.
    case duration
    case list(OptionType)
    case map(OptionType)
    /// A nested block, or an object, with options of its own.
    case block([OptionDeclaration])
    case any
}

/// A Swift type that an option can be decoded to.
public protocol OptionValue: Sendable {
    /// What the documentation says the option is.
    static var optionType: OptionType { get }

    /// Decodes leniently, as templates rely on it: `"true"` and `"1"` are booleans, a number in quotes is a
    /// number, a single value is a list of one.
    ///
    /// - Parameters:
    ///   - value: known and not null.
    ///   - render: applied to every string on the way (the `{{ }}` engine, or nothing for late options).
    init(option value: HCLValue, render: (String) throws -> String) throws
}

/// A value that cannot be what the option wants; the text completes the sentence "The option … ".
public struct OptionMismatch: Error, Sendable {
    /// Completes "The option … "; names what was seen and what would do.
    public var message: String

    public init(_ message: String) {
        self.message = message
    }
}
