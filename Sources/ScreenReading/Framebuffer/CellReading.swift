/// The cells of one picture, read with one font.
struct CellReading {
    private let grid: CellGrid
    private let table: GlyphTable
    private var characters: [Character] = []
    private var attributes: [CellAttributes] = []
    private var recognised = 0
    /// Those among them that only resemble a glyph.
    private var guessed = 0
    private var unknown = 0

    /// Beyond as many unreadable cells the picture is no console, and looking for the nearest glyphs is wasted.
    private static let mostNearest = 200

    /// A glyph may differ from the font's in one pixel of as many: kernels and firmware carry variants of a font.
    private static let pixelsPerDifference = 32

    init(_ grid: CellGrid, _ table: GlyphTable) {
        self.grid = grid
        self.table = table
        let background = commonestCorner()
        characters.reserveCapacity(grid.columns * grid.rows)
        grid.picture.pixels.withUnsafeBufferPointer { pixels in
            for row in 0..<grid.rows {
                for column in 0..<grid.columns {
                    read(pixels, at: grid.start(row: row, column: column), background: background)
                }
            }
        }
    }

    /// The share of the cells with content that were recognised, those half that were guessed; 0 if there are none.
    var confidence: Double {
        recognised + unknown == 0 ? 0 : (Double(recognised) - Double(guessed) / 2) / Double(recognised + unknown)
    }

    var text: ScreenText {
        ScreenText(
            columns: grid.columns, rows: grid.rows, characters: characters, attributes: attributes,
            confidence: confidence)
    }

    private mutating func read(_ pixels: UnsafeBufferPointer<UInt32>, at start: Int, background: UInt32) {
        let first = pixels[start]
        guard !grid.isEmpty(pixels, at: start) else {
            append(" ", foreground: first, background: first)
            return
        }
        let other = otherColour(pixels, at: start)
        let known = table.meaning(ofKey: grid.shapeKey(pixels, at: start))
        let meaning = known ?? nearest(pixels, at: start)
        guard let meaning, let (character, isInverse) = choice(of: meaning, first: first, background: background) else {
            unknown += 1
            append(ScreenText.unreadable, foreground: other, background: first)
            return
        }
        recognised += 1
        if known == nil { guessed += 1 }
        append(character, foreground: isInverse ? first : other, background: isInverse ? other : first)
    }

    private mutating func append(_ character: Character, foreground: UInt32, background: UInt32) {
        characters.append(character)
        attributes.append(CellAttributes(foreground: foreground, background: background))
    }

    private func nearest(_ pixels: UnsafeBufferPointer<UInt32>, at start: Int) -> GlyphTable.Meaning? {
        guard unknown < Self.mostNearest else { return nil }
        let shape = grid.shape(pixels, at: start)
        if let meaning = table.meaning(underCursor: shape) { return meaning }
        return table.nearestMeaning(to: shape, within: table.cellWidth * table.cellHeight / Self.pixelsPerDifference)
    }

    /// A shape that is one character and the inverse of another shows the one whose background is the screen's.
    private func choice(
        of meaning: GlyphTable.Meaning, first: UInt32, background: UInt32
    ) -> (Character, isInverse: Bool)? {
        switch (meaning.plain, meaning.inverse) {
        case (let plain?, nil): (plain, false)
        case (nil, let inverse?): (inverse, true)
        case (let plain?, let inverse?): first == background ? (plain, false) : (inverse, true)
        case (nil, nil): nil
        }
    }

    private func otherColour(_ pixels: UnsafeBufferPointer<UInt32>, at start: Int) -> UInt32 {
        let first = pixels[start]
        for row in 0..<grid.cellHeight {
            let left = start + row * grid.picture.width
            for index in left..<(left + grid.cellWidth) where pixels[index] != first { return pixels[index] }
        }
        return first
    }

    /// The colour that most cells have in their corner.
    private func commonestCorner() -> UInt32 {
        var counts: [UInt32: Int] = [:]
        for row in 0..<grid.rows {
            for column in 0..<grid.columns {
                counts[grid.picture.pixels[grid.start(row: row, column: column)], default: 0] += 1
            }
        }
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
    }
}
