/// The cells of one picture, read with the glyphs of one size.
struct CellReading {
    /// What a cell was understood as.
    struct Cell: Hashable, Sendable {
        enum Certainty: Hashable, Sendable {
            /// Nothing but its background.
            case blank
            /// A known glyph.
            case known
            /// What resembles a glyph, or one under a cursor.
            case guessed
            /// Two colours that no glyph explains.
            case unreadable
            /// A part of a picture.
            case pictured
        }

        var character: Character
        var foreground: UInt32
        var background: UInt32
        var certainty: Certainty
        /// Whether it has so many corners that nothing but a letter looks like that.
        var isComplex = false
    }

    let grid: CellGrid
    private(set) var cells: [Cell] = []
    /// The known cells whose glyphs lines and surfaces do not show by chance.
    var complexCount: Int { cells.reduce(0) { $0 + ($1.isComplex ? 1 : 0) } }

    private let scans: [CellScan]
    private let index: GlyphIndex
    private let nearest: NearestGlyphs
    private var scanner: CellScanner
    private var votes: [Int]
    private var pageColour: UInt32 = 0
    private var inks: Set<UInt32> = []

    init(_ grid: CellGrid, _ scans: [CellScan], _ index: GlyphIndex, _ nearest: NearestGlyphs) {
        self.grid = grid
        self.scans = scans
        self.index = index
        self.nearest = nearest
        scanner = grid.scanner
        votes = Array(repeating: 0, count: index.faceCount)
        pageColour = commonestColour()
        countVotes()
        readGlyphs()
        readPictures()
        cells = FrameSides(cells, columns: grid.columns).resolved { number in
            index.glyphs(
                GlyphPrint(key: scans[number].key, isInkedFirst: cells[number].foreground == scans[number].first)
            )
            .contains { $0.character == FrameSides.side }
        }
        cells = SolidCells(cells, columns: grid.columns, rows: grid.rows).withBlocks()
        forgetCursor()
        forgetEdges()
        if count(.pictured) > max(Self.fewestPictured, cells.count / 50) { forgetPicture() }
    }

    /// How many cells were understood with that certainty.
    func count(_ certainty: Cell.Certainty) -> Int {
        cells.reduce(0) { $0 + ($1.certainty == certainty ? 1 : 0) }
    }

    // MARK: Faces

    /// Which of the faces the text is in: each glyph that a face has is a vote for it.
    private mutating func countVotes() {
        for scan in scans where scan.kind == .glyph && scan.isComplex {
            for isInkedFirst in [false, true] {
                for glyph in index.glyphs(GlyphPrint(key: scan.key, isInkedFirst: isInkedFirst)) {
                    var faces = glyph.faces
                    while faces != 0 {
                        let bit = faces.trailingZeroBitCount
                        if bit < votes.count { votes[bit] += 1 }
                        faces &= faces - 1
                    }
                }
            }
        }
    }

    /// As many votes has the face that explains most.
    private var mostVotes: Int { votes.max() ?? 0 }

    private func votes(for glyph: GlyphIndex.Glyph) -> Int {
        var most = 0
        var faces = glyph.faces
        while faces != 0 {
            let bit = faces.trailingZeroBitCount
            if bit < votes.count { most = max(most, votes[bit]) }
            faces &= faces - 1
        }
        return most
    }

    // MARK: Glyphs on one colour

    private mutating func readGlyphs() {
        var memory: [UInt64: Guess?] = [:]
        cells.reserveCapacity(scans.count)
        grid.picture.pixels.withUnsafeBufferPointer { pixels in
            for (number, scan) in scans.enumerated() {
                switch scan.kind {
                case .blank: append(" ", scan.first, scan.first, .blank)
                case .picture: append(" ", scan.first, scan.first, .pictured)
                case .glyph:
                    if let glyph = known(scan, left: number % grid.columns == 0 ? nil : cells.last) {
                        append(glyph, scan, .known)
                        cells[number].isComplex = scan.isComplex
                    } else if let guess = guess(pixels, number, scan, &memory) {
                        append(guess.glyph, scan, guess.certainty)
                    } else {
                        append(ScreenText.unreadable, scan.other, scan.first, .unreadable)
                    }
                }
            }
        }
    }

    private mutating func append(_ glyph: GlyphIndex.Glyph, _ scan: CellScan, _ certainty: Cell.Certainty) {
        let isInverse = glyph.print.isInkedFirst
        let ink = isInverse ? scan.first : scan.other
        if certainty == .known, scan.isComplex { inks.insert(ink) }
        append(glyph.character, ink, isInverse ? scan.other : scan.first, certainty)
    }

    private mutating func append(
        _ character: Character, _ foreground: UInt32, _ background: UInt32, _ certainty: Cell.Certainty
    ) {
        cells.append(
            Cell(character: character, foreground: foreground, background: background, certainty: certainty))
    }

    /// The best understanding of a shape: in the face that explains most, before the background that is around it.
    private func known(_ scan: CellScan, left: Cell?) -> GlyphIndex.Glyph? {
        var best: (rank: (votes: Int, fit: Int), glyph: GlyphIndex.Glyph)?
        for isInkedFirst in [false, true] {
            let fit = fit(of: isInkedFirst ? scan.other : scan.first, left: left)
            for glyph in index.glyphs(GlyphPrint(key: scan.key, isInkedFirst: isInkedFirst)) {
                let rank = (votes(for: glyph), fit)
                if let best, best.rank >= rank { continue }
                best = (rank, glyph)
            }
        }
        // A bar that only other faces than this screen's have as a letter is a cursor.
        if let best, isForeignBar(best.glyph) { return nil }
        return best?.glyph
    }

    /// Whether a glyph is a bar in other faces than those that explain most of the screen.
    private func isForeignBar(_ glyph: GlyphIndex.Glyph) -> Bool {
        Self.bars.contains(glyph.scalar) && votes(for: glyph) * 10 < mostVotes * 9
    }

    private static let bars: Set<Unicode.Scalar> = ["_", "▄", "‗", "▁", "▂"]

    /// How well a background goes with what is around: with the letter on the left, then with the page.
    private func fit(of background: UInt32, left: Cell?) -> Int {
        let isLeft = left?.background == background
        return (isLeft && left?.certainty != .blank ? 4 : 0) + (background == pageColour ? 2 : 0) + (isLeft ? 1 : 0)
    }

    // MARK: What no glyph explains

    private struct Guess {
        var glyph: GlyphIndex.Glyph
        var certainty: Cell.Certainty
    }

    private mutating func guess(
        _ pixels: UnsafeBufferPointer<UInt32>, _ number: Int, _ scan: CellScan,
        _ memory: inout [UInt64: Guess?]
    ) -> Guess? {
        if let guess = memory[scan.key] { return guess }
        guard memory.count < Self.mostGuesses else { return nil }
        _ = scanner.scan(pixels, at: grid.start(row: number / grid.columns, column: number % grid.columns))
        let guess =
            underCursor(scanner.rows, scan)
            ?? nearest.glyph(near: scanner.rows).map { Guess(glyph: $0, certainty: .guessed) }
        memory[scan.key] = .some(guess)
        return guess
    }

    /// Beyond as many different unknown shapes a picture is no console, and looking for resemblances is wasted.
    private static let mostGuesses = 200
    /// A cursor that is a bar has no more rows.
    private static let cursorRows = 1...4

    /// The glyph without the bar of a cursor in the lower half of its cell.
    private func underCursor(_ rows: [UInt32], _ scan: CellScan) -> Guess? {
        if let height = barHeight(rows) {
            // Else a bar of two rows would be an underscore under a bar of one; of three, it is an underscore under two.
            guard height > 2 else { return blank(scan) }
            let thickness = UnderlineCursor.thickness(inCellsOf: rows.count)
            return inverted(rows, (rows.count - thickness)..<rows.count, scan) ?? blank(scan)
        }
        let bars = Self.cursorRows.flatMap { count in
            stride(from: rows.count, through: rows.count / 2 + count, by: -1).map { ($0 - count)..<$0 }
        }
        return bars.lazy.compactMap { inverted(rows, $0, scan) }.first
            ?? bars.lazy.compactMap { covered(rows, $0) }.first
    }

    /// The rows of a bar in the lower half of a cell that is empty but for that; `nil` if there is more.
    private func barHeight(_ rows: [UInt32]) -> Int? {
        guard let first = rows.firstIndex(of: mask), let last = rows.lastIndex(of: mask), first >= rows.count / 2,
            rows.indices.allSatisfy({ rows[$0] == ((first...last).contains($0) ? mask : 0) })
        else { return nil }
        let height = last - first + 1
        return Self.cursorRows.contains(height) ? height : nil
    }

    private func blank(_ scan: CellScan) -> Guess {
        let print = GlyphPrint(key: scan.key, isInkedFirst: false)
        return Guess(glyph: GlyphIndex.Glyph(print: print, scalar: " ", faces: 0), certainty: .blank)
    }

    /// What is seen without a bar that inverts what it is on.
    private func inverted(_ rows: [UInt32], _ bar: Range<Int>, _ scan: CellScan) -> Guess? {
        var uncovered = rows
        for row in bar { uncovered[row] = ~rows[row] & mask }
        let glyph = best(key: CellShape(rows: uncovered).key)
        return glyph.flatMap { votes(for: $0) > 0 && !isForeignBar($0) ? Guess(glyph: $0, certainty: .known) : nil }
    }

    /// What is seen around a bar that covers what it is on.
    private func covered(_ rows: [UInt32], _ bar: Range<Int>) -> Guess? {
        guard bar.allSatisfy({ rows[$0] == mask }) else { return nil }
        return nearest.glyph(outside: bar, of: rows).map { Guess(glyph: $0, certainty: .guessed) }
    }

    /// In some fonts the cursor is an underscore, which the place tells.
    private mutating func forgetCursor() {
        let thickness = UnderlineCursor.thickness(inCellsOf: grid.cellHeight)
        let empty = Array(repeating: UInt32(0), count: grid.cellHeight - thickness)
        let thin = CellShape(rows: empty + Array(repeating: mask, count: thickness)).key
        let cursor = UnderlineCursor(columns: grid.columns).place(in: cells) { number in
            number >= 0 && cells[number].character == "_" && scans[number].key == thin
        }
        guard let cursor else { return }
        cells[cursor].character = " "
        cells[cursor].certainty = .blank
    }

    /// All pixels of a row.
    private var mask: UInt32 { UInt32(truncatingIfNeeded: (UInt64(1) << UInt64(grid.cellWidth)) - 1) }

    // MARK: Glyphs in front of pictures

    private mutating func readPictures() {
        var inkCount = -1
        // Again with the inks that were found, which explain the plainer letters.
        while inks.count > inkCount {
            inkCount = inks.count
            grid.picture.pixels.withUnsafeBufferPointer { pixels in
                for number in cells.indices where cells[number].certainty == .pictured {
                    let start = grid.start(row: number / grid.columns, column: number % grid.columns)
                    if let cell = letter(pixels, at: start, number) { cells[number] = cell }
                }
            }
        }
    }

    /// In front of a picture, the letters' colour is the one that has a glyph's shape.
    private mutating func letter(_ pixels: UnsafeBufferPointer<UInt32>, at start: Int, _ number: Int) -> Cell? {
        let colours = CellColours(pixels, grid, at: start)
        for ink in colours.possibleInks(known: inks) {
            guard let scan = scanner.scan(pixels, at: start, ink: ink), scan.isComplex || inks.contains(ink),
                let glyph = glyph(of: ink, in: scan, isInkedFirst: pixels[start] == ink)
            else { continue }
            if scan.isComplex { inks.insert(ink) }
            return Cell(glyph, scan, ink: ink)
        }
        // Where the ink is half transparent, it is everywhere lighter than what it covers, or everywhere darker.
        for threshold in colours.thresholds {
            let scan = scanner.scan(pixels, at: start, lighterThan: threshold)
            guard scan.isComplex || isBesideLetter(number), let glyph = best(key: scan.key) else { continue }
            return Cell(glyph, scan, ink: glyph.print.isInkedFirst ? scan.first : scan.other)
        }
        return nil
    }

    private func isBesideLetter(_ number: Int) -> Bool {
        let column = number % grid.columns
        return (column > 0 && cells[number - 1].isComplex)
            || (column + 1 < grid.columns && cells[number + 1].isComplex)
    }

    /// The glyph that one colour's pixels show, perhaps under a cursor of that colour.
    private func glyph(of ink: UInt32, in scan: CellScan, isInkedFirst: Bool) -> GlyphIndex.Glyph? {
        let glyphs = index.glyphs(GlyphPrint(key: scan.key, isInkedFirst: isInkedFirst))
        if let best = glyphs.max(by: { votes(for: $0) < votes(for: $1) }) { return best }
        guard inks.contains(ink), !isInkedFirst, let guess = underCursor(scanner.rows, scan), guess.certainty == .known
        else { return nil }
        return guess.glyph
    }

    private func best(key: UInt64) -> GlyphIndex.Glyph? {
        let glyphs = [false, true].flatMap { index.glyphs(GlyphPrint(key: key, isInkedFirst: $0)) }
        return glyphs.max { votes(for: $0) < votes(for: $1) }
    }

    /// As many cells of a picture are a picture, and no accident.
    private static let fewestPictured = 8

    /// What nobody can read beside a picture is its edge, such as that of a logo in front of a console.
    private mutating func forgetEdges() {
        guard count(.pictured) >= Self.fewestPictured else { return }
        var open = cells.indices.filter { cells[$0].certainty == .pictured }
        while let number = open.popLast() {
            let column = number % grid.columns
            for row in [number - grid.columns, number, number + grid.columns] {
                for next in [row - 1, row, row + 1]
                where cells.indices.contains(next) && abs(next % grid.columns - column) < 2
                    && cells[next].certainty == .unreadable
                {
                    cells[next].character = " "
                    cells[next].certainty = .pictured
                    open.append(next)
                }
            }
        }
    }

    /// In a picture, what looks like a dot, a bar or an unknown letter is part of it, unless it has the ink of letters.
    private mutating func forgetPicture() {
        for number in cells.indices where !cells[number].isComplex {
            let cell = cells[number]
            switch cell.certainty {
            case .blank, .pictured: continue
            case .known, .guessed: if inks.contains(cell.foreground) { continue }
            case .unreadable: if inks.contains(cell.foreground) || inks.contains(cell.background) { continue }
            }
            cells[number].character = " "
            cells[number].certainty = .pictured
        }
    }

    private func commonestColour() -> UInt32 {
        var counts: [UInt32: Int] = [:]
        for scan in scans { counts[scan.first, default: 0] += 1 }
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
    }
}

extension CellReading.Cell {
    /// A letter in front of a picture.
    fileprivate init(_ glyph: GlyphIndex.Glyph, _ scan: CellScan, ink: UInt32) {
        self.init(
            character: glyph.character, foreground: ink, background: scan.first == ink ? scan.other : scan.first,
            certainty: .known, isComplex: scan.isComplex)
    }
}
