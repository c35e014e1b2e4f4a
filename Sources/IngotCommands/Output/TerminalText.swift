/// Text of a guest or a server made harmless for a terminal.
enum TerminalText {
    /// Control characters that could move the cursor, change colours or answer for the user are left out; tabs stay.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = String.UnicodeScalarView()
        var scalars = text.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            if scalar == "\u{1B}" {
                skipSequence(&scalars)
            } else if !isControl(scalar) {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 && scalar != "\t" || (0x7F...0x9F).contains(scalar.value)
    }

    /// Leaves out the rest of a control sequence (ECMA-48: CSI … final byte 0x40 to 0x7E), or one character.
    private static func skipSequence(_ scalars: inout Substring.UnicodeScalarView) {
        guard scalars.popFirst() == "[" else { return }
        while let scalar = scalars.popFirst(), !(0x40...0x7E).contains(scalar.value) {}
    }
}
