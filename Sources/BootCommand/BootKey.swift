/// A key that a boot command can press.
public enum BootKey: Hashable, Sendable {
    case named(NamedKey)
    case character(Unicode.Scalar)
}

/// The keys that have a name in boot commands; names are compared without case.
public enum NamedKey: String, Hashable, Sendable, CaseIterable {
    case bs, del, enter, `return`, esc, tab, spacebar, insert, home, end, pageUp, pageDown
    case up, down, left, right, menu
    case f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12
    case leftAlt, rightAlt, leftCtrl, rightCtrl, leftShift, rightShift
    case leftSuper, rightSuper, leftCommand, rightCommand, leftOption, rightOption

    private static let byLowercasedName = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0.rawValue.lowercased(), $0) })

    /// The key of that name, in any case.
    public init?(name: some StringProtocol) {
        guard let key = Self.byLowercasedName[name.lowercased()] else { return nil }
        self = key
    }
}
