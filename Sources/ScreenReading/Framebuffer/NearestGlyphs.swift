/// Finds the glyph that a shape resembles, among fonts whose pictures are known.
///
/// Kernels and firmware carry variants of the usual fonts, in which single letters differ in some pixels.
struct NearestGlyphs: Sendable {
    private var known: [(rows: [UInt32], glyph: GlyphIndex.Glyph)] = []
    private let cellWidth: Int
    /// A resemblance must not be farther than these pixels.
    private let farthest: Int
    /// The runner-up must be farther than the best by as many pixels.
    private static let margin = 2

    init(_ fonts: [BitmapFont], cellWidth: Int, cellHeight: Int) {
        self.cellWidth = cellWidth
        farthest = cellWidth * cellHeight / 20
        for font in fonts where font.width <= cellWidth && font.height == cellHeight {
            for glyph in font.glyphs {
                let rows = GlyphPrint.rows(of: glyph, font, cellWidth)
                guard let print = GlyphPrint(rows: rows, cellWidth: cellWidth),
                    let scalar = glyph.character.unicodeScalars.first
                else { continue }
                known.append((rows, GlyphIndex.Glyph(print: print, scalar: scalar, faces: 0)))
            }
        }
    }

    /// The nearest glyph to rows relative to their first pixel; `nil` if none or more than one is near.
    func glyph(near rows: [UInt32]) -> GlyphIndex.Glyph? {
        let mask = UInt32(truncatingIfNeeded: (UInt64(1) << UInt64(cellWidth)) - 1)
        let inverse = rows.map { ~$0 & mask }
        var best: (distance: Int, glyph: GlyphIndex.Glyph)?
        var second = Int.max
        for entry in known {
            let isInverse = entry.glyph.print.isInkedFirst
            let distance = Self.distance(entry.rows, isInverse ? inverse : rows)
            if distance < best?.distance ?? Int.max {
                if let best, best.glyph.scalar != entry.glyph.scalar { second = min(second, best.distance) }
                best = (distance, entry.glyph)
            } else if entry.glyph.scalar != best?.glyph.scalar {
                second = min(second, distance)
            }
        }
        guard let best, best.distance <= farthest, second - best.distance >= Self.margin else { return nil }
        return best.glyph
    }

    /// The glyph that rows relative to their first pixel show where a bar does not cover them.
    ///
    /// - Returns: `nil` if none or more than one glyph looks like that.
    func glyph(outside bar: Range<Int>, of rows: [UInt32]) -> GlyphIndex.Glyph? {
        var found: GlyphIndex.Glyph?
        for entry in known where !entry.glyph.print.isInkedFirst {
            guard rows.indices.allSatisfy({ bar.contains($0) || rows[$0] == entry.rows[$0] }) else { continue }
            if let found, found.scalar != entry.glyph.scalar { return nil }
            found = entry.glyph
        }
        return found
    }

    private static func distance(_ left: [UInt32], _ right: [UInt32]) -> Int {
        var count = 0
        for index in left.indices where index < right.count { count += (left[index] ^ right[index]).nonzeroBitCount }
        return count
    }
}
