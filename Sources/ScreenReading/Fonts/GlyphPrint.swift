/// A number by which a glyph's picture is recognised again, and from which it cannot be drawn.
///
/// It is the hash of a ``CellShape``, so a picture and its inverse have the same one but for the lowest bit, which
/// tells whether the first pixel has the ink's colour.
struct GlyphPrint: Hashable, Sendable {
    /// 41 bits: with 10,000 glyphs and as many cells, one picture in 10,000 has a cell that is mistaken.
    static let bits = 41

    let value: UInt64

    init(value: UInt64) {
        self.value = value
    }

    /// - Parameters:
    ///   - key: the key of a cell's shape.
    ///   - isInkedFirst: whether the cell's first pixel is one of those that make up the glyph.
    init(key: UInt64, isInkedFirst: Bool) {
        value = (key >> UInt64(65 - Self.bits)) << 1 | (isInkedFirst ? 1 : 0)
    }

    /// Rows of a glyph, with the lowest bit rightmost; `nil` for one without ink or all ink.
    init?(rows: [UInt32], cellWidth: Int) {
        let mask = UInt32(truncatingIfNeeded: (UInt64(1) << UInt64(cellWidth)) - 1)
        guard let first = rows.first, rows.contains(where: { $0 != 0 }), rows.contains(where: { $0 != mask }) else {
            return nil
        }
        let isInkedFirst = first >> UInt32(cellWidth - 1) & 1 == 1
        let shape = CellShape(rows: isInkedFirst ? rows.map { ~$0 & mask } : rows)
        self.init(key: shape.key, isInkedFirst: isInkedFirst)
    }

    var isInkedFirst: Bool { value & 1 == 1 }

    /// The prints of a font's glyphs in cells of a width, each with the plainest character that it shows.
    ///
    /// In 9 pixels, the display repeats the eighth for the codes C0h to DFh (VGA, line graphics enable).
    static func distinct(of font: BitmapFont, cellWidth: Int) -> [GlyphIndex.Glyph] {
        var scalars: [GlyphPrint: Unicode.Scalar] = [:]
        for glyph in font.glyphs {
            guard let print = GlyphPrint(rows: rows(of: glyph, font, cellWidth), cellWidth: cellWidth),
                let scalar = glyph.character.unicodeScalars.first
            else { continue }
            scalars[print] = scalars[print].map { plainer($0, scalar) } ?? scalar
        }
        return scalars.map { GlyphIndex.Glyph(print: $0.key, scalar: $0.value, faces: 1) }
    }

    /// Which of two characters that look alike is meant: that of the commoner script.
    static func plainer(_ left: Unicode.Scalar, _ right: Unicode.Scalar) -> Unicode.Scalar {
        (rarity(left), left) <= (rarity(right), right) ? left : right
    }

    private static func rarity(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0...0xFF: 0
        // Lines and blocks.
        case 0x2500...0x259F: 1
        // Cyrillic before Greek.
        case 0x400...0x4FF: 2
        default: 3
        }
    }

    /// A glyph's rows with the lowest bit rightmost.
    static func rows(of glyph: BitmapFont.Glyph, _ font: BitmapFont, _ cellWidth: Int) -> [UInt32] {
        let isJoined = CodePage437.lineGraphics.contains(glyph.character)
        return glyph.rows.map { row in
            let bits = row >> UInt32(32 - font.width)
            guard cellWidth > font.width else { return bits }
            return bits << 1 | (isJoined && bits & 1 == 1 ? 1 : 0)
        }
    }
}
