/// Finds the character that a cell's pixels show.
///
/// A cell has two colours, but which of them is the background cannot be seen. So a shape is taken relative to its
/// first pixel, and may stand for a character or for the inverse of another.
struct GlyphTable: Sendable {
    let font: BitmapFont
    /// Cells of a text mode are 9 pixels wide although their font has 8.
    let cellWidth: Int
    var cellHeight: Int { font.height }
    private var meanings: [UInt64: Meaning] = [:]
    private var known: [(shape: CellShape, meaning: Meaning)] = []
    /// The shapes without their last rows, where only one character begins like that.
    private var beginnings: [UInt64: Meaning?] = [:]

    /// As many rows at a cell's end may be covered by a hardware cursor.
    static let cursorRows = 3

    struct Meaning: Hashable, Sendable {
        /// The character if the first pixel has the background's colour.
        var plain: Character?
        /// The character if the first pixel has the foreground's.
        var inverse: Character?
    }

    init(_ font: BitmapFont, cellWidth: Int) {
        self.font = font
        self.cellWidth = cellWidth
        for glyph in font.glyphs { add(glyph) }
    }

    func meaning(ofKey key: UInt64) -> Meaning? {
        meanings[key]
    }

    /// The meaning of the known shape that differs least, if it differs in no more than the given pixels.
    func nearestMeaning(to shape: CellShape, within limit: Int) -> Meaning? {
        var best: (distance: Int, meaning: Meaning)?
        for entry in known {
            let distance = entry.shape.distance(to: shape)
            if distance < best?.distance ?? (limit + 1) { best = (distance, entry.meaning) }
        }
        return best?.meaning
    }

    /// The meaning of the only known shape that is the same but for the rows that a cursor covers.
    func meaning(underCursor shape: CellShape) -> Meaning? {
        let beginning = shape.rows.dropLast(Self.cursorRows)
        // A cursor waits on an empty cell; an underscore under it cannot be told from that, and is rare.
        if beginning.allSatisfy({ $0 == 0 }) { return Meaning(plain: " ") }
        return beginnings[CellShape(rows: Array(beginning)).key] ?? nil
    }

    private mutating func add(_ glyph: BitmapFont.Glyph) {
        let rows = glyph.rows.map { widened($0, of: glyph.character) }
        let isInverse = rows.first.map { $0 >> UInt32(cellWidth - 1) & 1 == 1 } ?? false
        let mask = UInt32(truncatingIfNeeded: (UInt64(1) << UInt64(cellWidth)) - 1)
        let shape = CellShape(rows: isInverse ? rows.map { ~$0 & mask } : rows)
        var meaning = meanings[shape.key] ?? Meaning()
        // Characters that look alike come later in a font, as no-break space does: the first one wins.
        if isInverse {
            meaning.inverse = meaning.inverse ?? glyph.character
        } else {
            meaning.plain = meaning.plain ?? glyph.character
        }
        meanings[shape.key] = meaning
        known.append((shape, meaning))
        noteBeginning(of: shape, meaning)
    }

    private mutating func noteBeginning(of shape: CellShape, _ meaning: Meaning) {
        let key = CellShape(rows: Array(shape.rows.dropLast(Self.cursorRows))).key
        if let other = beginnings[key], other != meaning {
            beginnings[key] = .some(nil)
        } else {
            beginnings[key] = meaning
        }
    }

    /// A row of a glyph in as many bits as the cell is wide.
    ///
    /// In 9 pixels, the display repeats the eighth for the codes C0h to DFh (VGA, line graphics enable).
    private func widened(_ row: UInt32, of character: Character) -> UInt32 {
        let bits = row >> UInt32(32 - font.width)
        guard cellWidth > font.width else { return bits }
        let isRepeated = CodePage437.lineGraphics.contains(character) && bits & 1 == 1
        return bits << 1 | (isRepeated ? 1 : 0)
    }
}
