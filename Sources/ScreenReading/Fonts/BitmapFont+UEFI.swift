extension BitmapFont {
    /// The font of UEFI firmware's console, cut out of a file or memory that holds it uncompressed.
    ///
    /// It is a table of narrow glyphs (UEFI specification, "EFI_NARROW_GLYPH"): a character of 16 bits, attributes, and
    /// 19 rows of 8 pixels. It is found by its first two characters, space and exclamation mark. `nil` if there is none.
    public init?(uefi bytes: [UInt8], name: String) {
        let record = 3 + Self.uefiHeight
        let beginning: [UInt8] = [0x20, 0, 0] + Array(repeating: 0, count: Self.uefiHeight) + [0x21, 0, 0]
        guard var start = bytes.firstRange(of: beginning)?.lowerBound,
            var font = BitmapFont(name: name, width: 8, height: Self.uefiHeight)
        else { return nil }
        while start + record <= bytes.count {
            let code = UInt16(bytes[start]) | UInt16(bytes[start + 1]) << 8
            guard code != 0, let scalar = Unicode.Scalar(code), bytes[start + 2] <= 1 else { break }
            font.add(Character(scalar), packed: bytes[(start + 3)..<(start + record)])
            start += record
        }
        self = font
    }

    private static let uefiHeight = 19
}
