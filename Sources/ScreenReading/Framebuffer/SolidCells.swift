/// Tells full blocks from surfaces and cursors: all of them are cells of one colour.
struct SolidCells {
    let columns: Int
    let rows: Int
    private(set) var cells: [CellReading.Cell]

    /// How many letters have a pair of colours: a block is drawn in one of them, a blank is not.
    private let pairs: [Colours: Int]

    private struct Colours: Hashable {
        var ink: UInt32
        var background: UInt32

        var inverse: Colours { Colours(ink: background, background: ink) }
    }

    init(_ cells: [CellReading.Cell], columns: Int, rows: Int) {
        self.cells = cells
        self.columns = columns
        self.rows = rows
        pairs = cells.reduce(into: [:]) { pairs, cell in
            guard cell.certainty == .known, cell.isComplex else { return }
            pairs[Colours(ink: cell.foreground, background: cell.background), default: 0] += 1
        }
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

    /// Cells of a row that hang together by one background.
    private struct Span {
        var row: Int
        var columns: Range<Int>
        var colour: UInt32
        /// What it would be drawn with if it were blocks; `nil` for a part of a surface.
        var colours: Colours?
        /// Which of the figures it belongs to.
        var figure = 0
    }

    /// What is of the colour of letters, on the background of those letters, is made of blocks.
    ///
    /// Where it has the edges of a surface with letters, it is part of that. A rectangle of more than one row is an
    /// empty window, and one cell alone a cursor, unless there are more of them.
    private mutating func readFigures() {
        let inks = Set(pairs.keys.map(\.ink))
        guard pairs.count > 0 else { return }
        var spans = (0..<rows).map { row in self.spans(in: row, inks: inks) }
        for row in spans.indices.dropFirst() { continueSurfaces(&spans[row], beside: spans[row - 1]) }
        for row in spans.indices.dropLast().reversed() { continueSurfaces(&spans[row], beside: spans[row + 1]) }
        let figures = Self.figures(spans)
        let single = figures.count { $0.count == 1 && $0[0].columns.count == 1 }
        for figure in figures where !Self.isSurface(figure) {
            guard single > 1 || figure.count > 1 || figure[0].columns.count > 1 else { continue }
            for span in figure {
                guard let colours = span.colours else { continue }
                for column in span.columns { fill(span.row * columns + column, colours) }
            }
        }
    }

    /// Those whose background is the colour of some letters.
    private func spans(in row: Int, inks: Set<UInt32>) -> [Span] {
        var spans: [Span] = []
        var start = 0
        while start < columns {
            let first = cells[row * columns + start]
            var end = start + 1
            while end < columns, cells[row * columns + end].background == first.background { end += 1 }
            if inks.contains(first.background) {
                let colours = colours(of: start..<end, in: row)
                spans.append(Span(row: row, columns: start..<end, colour: first.background, colours: colours))
            }
            start = end
        }
        return spans
    }

    private func colours(of span: Range<Int>, in row: Int) -> Colours? {
        let line = row * columns
        guard span.count < columns, span.allSatisfy({ cells[line + $0].certainty == .blank }) else { return nil }
        let around = [span.lowerBound - 1, span.upperBound].filter { (0..<columns).contains($0) }.map {
            cells[line + $0]
        }
        guard let first = around.first,
            around.allSatisfy({ Self.isPlain($0) && $0.background == first.background })
        else { return nil }
        let colours = Colours(ink: cells[line + span.lowerBound].background, background: first.background)
        // Else it is a hole between blocks.
        guard let count = pairs[colours], count >= pairs[colours.inverse] ?? 0 else { return nil }
        return colours
    }

    private static func isPlain(_ cell: CellReading.Cell) -> Bool {
        cell.certainty == .blank || cell.certainty == .known
    }

    private func continueSurfaces(_ spans: inout [Span], beside others: [Span]) {
        for index in spans.indices where spans[index].colours != nil {
            let span = spans[index]
            let isContinued = others.contains { other in
                other.colours == nil && other.colour == span.colour
                    && (other.columns.lowerBound == span.columns.lowerBound
                        || other.columns.upperBound == span.columns.upperBound)
            }
            if isContinued { spans[index].colours = nil }
        }
    }

    /// Spans that touch those of the row above belong together.
    private static func figures(_ spans: [[Span]]) -> [[Span]] {
        var figures: [[Span]] = []
        var above: [Span] = []
        for line in spans {
            var current: [Span] = []
            for var span in line where span.colours != nil {
                let joined = Set(
                    above.filter { $0.colours == span.colours && $0.columns.overlaps(span.columns) }.map(\.figure)
                ).sorted()
                span.figure = joined.first ?? figures.count
                if joined.isEmpty { figures.append([]) }
                figures[span.figure].append(span)
                for other in joined.dropFirst() {
                    figures[span.figure] += figures[other]
                    figures[other] = []
                    for index in above.indices where above[index].figure == other { above[index].figure = span.figure }
                    for index in current.indices where current[index].figure == other {
                        current[index].figure = span.figure
                    }
                }
                current.append(span)
            }
            above = current
        }
        return figures.filter { !$0.isEmpty }
    }

    /// Whether it is a rectangle, as an empty window is.
    private static func isSurface(_ figure: [Span]) -> Bool {
        guard let first = figure.first, figure.count > 1, first.columns.count > 2 else { return false }
        return figure.allSatisfy { $0.columns == first.columns }
    }
}
