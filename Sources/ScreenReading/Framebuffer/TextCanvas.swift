/// The text of a picture's grid, to which lines are added that do not lie in the grid's cells.
struct TextCanvas {
    let grid: CellGrid
    private var cells: [CellReading.Cell]

    init(_ reading: CellReading) {
        grid = reading.grid
        cells = reading.cells
    }

    /// The cells that are still unread.
    var open: [Int] { cells.indices.filter { isOpen(cells[$0]) } }

    /// Whether a pixel belongs to what is still unread.
    func isOpen(_ pixel: Int) -> Bool {
        let (row, column) = (pixel / grid.picture.width - grid.y, pixel % grid.picture.width - grid.x)
        guard row >= 0, column >= 0, row / grid.cellHeight < grid.rows, column / grid.cellWidth < grid.columns else {
            return true
        }
        return isOpen(cells[row / grid.cellHeight * grid.columns + column / grid.cellWidth])
    }

    private func isOpen(_ cell: CellReading.Cell) -> Bool {
        cell.certainty == .unreadable || cell.certainty == .pictured || cell.certainty == .guessed
    }

    /// Adds the words of a reading in another grid where this one has read nothing; `false` if there are none.
    mutating func add(_ reading: CellReading) -> Bool {
        let found = words(of: reading)
        guard !found.isEmpty else { return false }
        for number in found {
            for place in covered(by: number, of: reading.grid) where isOpen(cells[place]) {
                cells[place].character = " "
                cells[place].certainty = .blank
            }
        }
        for number in found {
            guard let place = nearest(to: number, of: reading.grid) else { continue }
            cells[place] = reading.cells[number]
        }
        return true
    }

    /// The cells of words: letters next to each other, with what is between them.
    private func words(of reading: CellReading) -> [Int] {
        let columns = reading.grid.columns
        var isWord = reading.cells.indices.map { number in
            reading.cells[number].isComplex && reading.cells[number].certainty == .known
                && covered(by: number, of: reading.grid).contains { isOpen(cells[$0]) }
                && !covered(by: number, of: reading.grid).contains { cells[$0].isComplex }
        }
        // A single letter is chance.
        let letters = isWord.indices.filter { isWord[$0] }
        for number in letters {
            let neighbours = [number - 2, number - 1, number + 1, number + 2]
            let isAlone = !neighbours.contains { isWord.indices.contains($0) && isWord[$0] }
            if isAlone { isWord[number] = false }
        }
        for number in isWord.indices.dropFirst() where isWord[number - 1] && number % columns != 0 {
            if reading.cells[number].certainty == .known { isWord[number] = true }
        }
        for number in isWord.indices.dropLast().reversed() where isWord[number + 1] && number % columns != columns - 1 {
            if reading.cells[number].certainty == .known { isWord[number] = true }
        }
        return isWord.indices.filter { isWord[$0] }
    }

    private func covered(by number: Int, of other: CellGrid) -> [Int] {
        let left = other.x + number % other.columns * other.cellWidth - grid.x
        let top = other.y + number / other.columns * other.cellHeight - grid.y
        let rows = max(0, top / grid.cellHeight)...max(0, (top + other.cellHeight - 1) / grid.cellHeight)
        let columns = max(0, left / grid.cellWidth)...max(0, (left + other.cellWidth - 1) / grid.cellWidth)
        return rows.flatMap { row in
            columns.compactMap { column in
                row < grid.rows && column < grid.columns ? row * grid.columns + column : nil
            }
        }
    }

    private func nearest(to number: Int, of other: CellGrid) -> Int? {
        let left = other.x + number % other.columns * other.cellWidth - grid.x
        let top = other.y + number / other.columns * other.cellHeight - grid.y
        let row = max(0, top + grid.cellHeight / 2) / grid.cellHeight
        let column = max(0, left + grid.cellWidth / 2) / grid.cellWidth
        return row < grid.rows && column < grid.columns ? row * grid.columns + column : nil
    }

    private var characters: [Character] {
        let letters = cells.map(\.character)
        return (0..<grid.rows).flatMap { row in
            CyrillicLines.resolve(Array(letters[(row * grid.columns)..<((row + 1) * grid.columns)]))
        }
    }

    /// The text as it is now.
    var text: ScreenText {
        func count(_ certainty: CellReading.Cell.Certainty) -> Double {
            cells.reduce(0) { $0 + ($1.certainty == certainty ? 1 : 0) }
        }
        let (known, guessed) = (count(.known), count(.guessed))
        let content = known + guessed + count(.unreadable)
        return ScreenText(
            columns: grid.columns, rows: grid.rows, characters: characters,
            attributes: cells.map { CellAttributes(foreground: $0.foreground, background: $0.background) },
            confidence: content == 0 ? 0 : (known + guessed / 2) / content)
    }
}
