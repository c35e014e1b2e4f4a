/// Tells full blocks from surfaces and cursors: all of them are cells of one colour.
struct SolidCells {
    let columns: Int
    let rows: Int
    private(set) var cells: [CellReading.Cell]

    /// Colours of letters, by which a block is known as drawn, not left blank.
    private let pairs: Set<Colours>

    private struct Colours: Hashable {
        var ink: UInt32
        var background: UInt32
    }

    init(_ cells: [CellReading.Cell], columns: Int, rows: Int) {
        self.cells = cells
        self.columns = columns
        self.rows = rows
        pairs = Set(
            cells.filter { $0.certainty == .known && $0.isComplex }.map {
                Colours(ink: $0.foreground, background: $0.background)
            })
    }

    /// The cells with the blocks among them.
    func withBlocks() -> [CellReading.Cell] {
        var result = self
        result.continueShades()
        result.readFigures()
        return result.cells
    }

    // MARK: Beside other blocks

    /// A cell of one colour is a full block where it continues a shade or a half block in the same ink.
    private mutating func continueShades() {
        for row in 0..<rows {
            let line = (row * columns)..<((row + 1) * columns)
            continueShades(Array(line))
            continueShades(line.reversed())
        }
    }

    private mutating func continueShades(_ line: [Int]) {
        var colours: Colours?
        for number in line {
            let cell = cells[number]
            if cell.certainty == .blank, let colours, cell.background == colours.ink {
                fill(number, colours)
            } else if cell.character != Self.block {
                let isShade = Self.shades.contains(cell.character) && cell.certainty == .known
                colours = isShade ? Colours(ink: cell.foreground, background: cell.background) : nil
            }
        }
    }

    private mutating func fill(_ number: Int, _ colours: Colours) {
        cells[number].character = Self.block
        cells[number].certainty = .known
        cells[number].foreground = colours.ink
        cells[number].background = colours.background
    }

    private static let block: Character = "█"
    private static let shades: Set<Character> = ["░", "▒", "▓", "▀", "▄", "▌", "▐"]

    // MARK: On their own

    /// Cells of one colour that hang together, and what is around them.
    private struct Figure {
        var numbers: [Int] = []
        var colours: Colours
        var width = 0
        var height = 0

        /// Empty windows and bars look like that.
        var isSurface: Bool { height > 1 && width > 2 && numbers.count == width * height }
    }

    /// A figure in the colour of letters, on the background of those letters, is made of blocks.
    ///
    /// One cell alone is a cursor, unless there are more of them.
    private mutating func readFigures() {
        let inks = Set(pairs.map(\.ink))
        // Most of the screen is not looked at: its colour is that of no letter.
        var isSeen = cells.map { $0.certainty != .blank || !inks.contains($0.background) }
        var figures: [Figure] = []
        for number in cells.indices where !isSeen[number] {
            if let figure = figure(around: number, &isSeen), !figure.isSurface, figure.width < columns,
                pairs.contains(figure.colours)
            {
                figures.append(figure)
            }
        }
        let single = figures.filter { $0.numbers.count == 1 }
        for figure in figures where figure.numbers.count > 1 || single.count > 1 {
            for number in figure.numbers { fill(number, figure.colours) }
        }
    }

    /// The figure that a blank cell is part of; `nil` for one that is no figure on one other colour.
    private func figure(around start: Int, _ isSeen: inout [Bool]) -> Figure? {
        let colour = cells[start].background
        var open = [start]
        var numbers: [Int] = []
        var around: Set<UInt32> = []
        isSeen[start] = true
        while let number = open.popLast() {
            numbers.append(number)
            forEachNeighbour(of: number) { next in
                let cell = cells[next]
                if cell.certainty == .blank, cell.background == colour {
                    if !isSeen[next] { open.append(next) }
                    isSeen[next] = true
                } else {
                    // A letter on this colour makes it a surface, and so does a part of a picture.
                    around.insert(cell.certainty == .blank || cell.certainty == .known ? cell.background : colour)
                }
            }
        }
        guard let background = around.first, around.count == 1, background != colour else { return nil }
        let (xs, ys) = (numbers.map { $0 % columns }, numbers.map { $0 / columns })
        return Figure(
            numbers: numbers, colours: Colours(ink: colour, background: background),
            width: (xs.max() ?? 0) - (xs.min() ?? 0) + 1, height: (ys.max() ?? 0) - (ys.min() ?? 0) + 1)
    }

    private func forEachNeighbour(of number: Int, _ body: (Int) -> Void) {
        let (row, column) = (number / columns, number % columns)
        if row > 0 { body(number - columns) }
        if row + 1 < rows { body(number + columns) }
        if column > 0 { body(number - 1) }
        if column + 1 < columns { body(number + 1) }
    }
}
