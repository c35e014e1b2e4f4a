/// Finds the characters that a cell's shape may show, in all known faces whose cells have one size.
///
/// Glyphs are held as ``GlyphPrint``s, not as pictures: to recognise a shape it is enough to know its print.
struct GlyphIndex: Sendable {
    /// One way to understand a shape.
    struct Glyph: Hashable, Sendable {
        var print: GlyphPrint
        var scalar: Unicode.Scalar
        /// The faces that draw the character so, one bit each.
        var faces: UInt64

        var character: Character { Character(scalar) }
    }

    /// More faces of one size than these have no bit.
    static let mostFaces = 64

    let cellWidth: Int
    let cellHeight: Int
    private(set) var faceCount = 0
    /// Sorted by their prints, so that those of one print follow each other.
    private var glyphs: [Glyph] = []
    /// Open addressing: at a print's place or behind it the index of its first glyph, or -1.
    private var slots: [Int32] = [-1]

    init(cellWidth: Int, cellHeight: Int) {
        self.cellWidth = cellWidth
        self.cellHeight = cellHeight
    }

    /// The glyphs with a print; mostly one, rarely some, often none.
    func glyphs(_ print: GlyphPrint) -> ArraySlice<Glyph> {
        let first = firstIndex(print)
        guard first >= 0 else { return [] }
        var end = first + 1
        while end < glyphs.count, glyphs[end].print == print { end += 1 }
        return glyphs[first..<end]
    }

    func contains(_ print: GlyphPrint) -> Bool { firstIndex(print) >= 0 }

    private func firstIndex(_ print: GlyphPrint) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: print.value) & mask
        while slots[slot] >= 0 {
            if glyphs[Int(slots[slot])].print == print { return Int(slots[slot]) }
            slot = (slot + 1) & mask
        }
        return -1
    }

    /// Adds faces; `glyphs` gives each a bit from 0 on.
    mutating func add(_ added: [Glyph], faceCount count: Int) {
        guard faceCount + count <= Self.mostFaces else { return }
        var merged: [Key: UInt64] = [:]
        for glyph in glyphs { merged[Key(glyph), default: 0] |= glyph.faces }
        for glyph in added { merged[Key(glyph), default: 0] |= glyph.faces << UInt64(faceCount) }
        faceCount += count
        glyphs = merged.map { Glyph(print: $0.key.print, scalar: $0.key.scalar, faces: $0.value) }
        glyphs.sort { ($0.print.value, $0.scalar) < ($1.print.value, $1.scalar) }
        fillSlots()
    }

    /// Adds a font with pictures.
    mutating func add(_ font: BitmapFont) {
        add(GlyphPrint.distinct(of: font, cellWidth: cellWidth), faceCount: 1)
    }

    private mutating func fillSlots() {
        var size = 16
        while size < glyphs.count * 2 { size *= 2 }
        slots = Array(repeating: -1, count: size)
        for index in glyphs.indices where index == 0 || glyphs[index - 1].print != glyphs[index].print {
            var slot = Int(truncatingIfNeeded: glyphs[index].print.value) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(index)
        }
    }

    private struct Key: Hashable {
        var print: GlyphPrint
        var scalar: Unicode.Scalar

        init(_ glyph: Glyph) {
            print = glyph.print
            scalar = glyph.scalar
        }
    }
}
