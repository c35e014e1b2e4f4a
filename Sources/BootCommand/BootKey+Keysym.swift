/// Keysyms are those of X11 (`keysymdef.h`), which RFB takes over (RFC 6143, 7.5.4).
extension BootKey {
    /// X11's left shift, pressed around characters that need it.
    static let shiftKeysym: UInt32 = 0xFFE1
    /// X11's level 3 shift (AltGr), for what some layouts have as a third character on a key.
    public static let altGrKeysym: UInt32 = 0xFE03

    /// The characters that a US keyboard has on the upper half of its keys.
    private static let shifted = Set("~!@#$%^&*()_+{}|:\"<>?".unicodeScalars)

    /// The same characters' lower halves, in the same order.
    private static let halves = Dictionary(
        uniqueKeysWithValues: zip("~!@#$%^&*()_+{}|:\"<>?".unicodeScalars, "`1234567890-=[]\\;',./".unicodeScalars))

    /// The keysym of the same key of a US keyboard without shift.
    public static func unshifted(_ keysym: UInt32) -> UInt32 {
        guard let scalar = Unicode.Scalar(keysym) else { return keysym }
        if let lower = halves[scalar] { return lower.value }
        return (0x41...0x5A).contains(keysym) ? keysym + 0x20 : keysym
    }

    /// What an RFB server is told when this key goes down or up.
    public var keysym: UInt32 {
        switch self {
        case .named(let key): key.keysym
        case .character(let scalar): scalar.value
        }
    }

    /// Whether shift is held while the key is pressed, a US keyboard being assumed on both sides.
    public var needsShift: Bool {
        guard case .character(let scalar) = self else { return false }
        return scalar.properties.isUppercase || Self.shifted.contains(scalar)
    }
}

extension NamedKey {
    /// The first of X11's keysyms for function keys.
    private static let firstFunctionKeysym: UInt32 = 0xFFBE

    var keysym: UInt32 {
        switch self {
        case .bs: 0xFF08
        case .tab: 0xFF09
        case .enter, .return: 0xFF0D
        case .esc: 0xFF1B
        case .home: 0xFF50
        case .left: 0xFF51
        case .up: 0xFF52
        case .right: 0xFF53
        case .down: 0xFF54
        case .pageUp: 0xFF55
        case .pageDown: 0xFF56
        case .end: 0xFF57
        case .insert: 0xFF63
        case .menu: 0xFF67
        case .leftShift: 0xFFE1
        case .rightShift: 0xFFE2
        case .leftCtrl: 0xFFE3
        case .rightCtrl: 0xFFE4
        case .leftOption: 0xFFE7
        case .rightOption: 0xFFE8
        case .leftAlt, .leftCommand: 0xFFE9
        case .rightAlt, .rightCommand: 0xFFEA
        case .leftSuper: 0xFFEB
        case .rightSuper: 0xFFEC
        case .del: 0xFFFF
        case .spacebar: 0x20
        case .f1: Self.firstFunctionKeysym
        case .f2: Self.firstFunctionKeysym + 1
        case .f3: Self.firstFunctionKeysym + 2
        case .f4: Self.firstFunctionKeysym + 3
        case .f5: Self.firstFunctionKeysym + 4
        case .f6: Self.firstFunctionKeysym + 5
        case .f7: Self.firstFunctionKeysym + 6
        case .f8: Self.firstFunctionKeysym + 7
        case .f9: Self.firstFunctionKeysym + 8
        case .f10: Self.firstFunctionKeysym + 9
        case .f11: Self.firstFunctionKeysym + 10
        case .f12: Self.firstFunctionKeysym + 11
        }
    }
}
