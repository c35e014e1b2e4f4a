/// Which keys a guest's keyboard layout needs for a character.
///
/// Keys are named after what a US keyboard has on them, since that is what a machine's keyboard is told.
public struct KeyboardLayout: Hashable, Sendable {
    /// One key with the modifiers that are held meanwhile.
    public struct Stroke: Hashable, Sendable {
        /// The X11 keysym of the key without modifiers.
        public var keysym: UInt32
        /// Whether Shift is held.
        public var hasShift = false
        /// Whether AltGr is held.
        public var hasAltGr = false

        public init(_ keysym: UInt32, shift: Bool = false, altGr: Bool = false) {
            self.keysym = keysym
            hasShift = shift
            hasAltGr = altGr
        }
    }

    /// As the option `boot_keyboard_layout` has it, such as `de`.
    public let name: String
    /// What differs from a US keyboard; more strokes than one where a dead key is followed by a space.
    private let strokes: [Unicode.Scalar: [Stroke]]
    /// Whether all characters of ASCII are where a US keyboard has them.
    private let isUS: Bool

    /// The keyboard that QEMU's machines have, and that most installers assume.
    public static let us = KeyboardLayout(name: "us", strokes: [:], isUS: true)

    init(name: String, strokes: [Unicode.Scalar: [Stroke]], isUS: Bool = false) {
        self.name = name
        self.strokes = strokes
        self.isUS = isUS
    }

    /// What to press for a character; `nil` if the layout has no key for it.
    public func strokes(for character: Unicode.Scalar) -> [Stroke]? {
        if let strokes = strokes[character] { return strokes }
        guard isUS && character.isASCII || Self.isCommon(character) else { return nil }
        return [Stroke(character.value, shift: BootKey.character(character).needsShift)]
    }

    /// Blanks and control characters are where they are on every layout.
    private static func isCommon(_ character: Unicode.Scalar) -> Bool {
        character.value <= 0x20
    }
}
