/// A few lines of a picture that show something, by which grids are compared.
struct ContentSample {
    /// Rows of pixels, spread over all that have more than one colour.
    private let lines: [Int]

    /// How many lines are looked at: enough that a ruler or a logo among them does not decide.
    private static let count = 8

    init(_ picture: ScreenPicture) {
        let busy = picture.pixels.withUnsafeBufferPointer { pixels in
            (0..<picture.height).filter { y in
                let first = pixels[y * picture.width]
                return (0..<picture.width).contains { pixels[y * picture.width + $0] != first }
            }
        }
        let step = max(1, busy.count / Self.count)
        lines = stride(from: step / 2, to: busy.count, by: step).map { busy[$0] }
    }

    /// How well the grid's cells in these lines are explained by a font: the higher, the better.
    ///
    /// A wrong place leaves more cells unexplained than it explains by chance, so these count against it.
    func score(_ grid: CellGrid, with table: GlyphTable) -> Int {
        let (known, unknown) = counts(grid, with: table)
        return 2 * known - unknown
    }

    /// The share of the cells in these lines that a font explains; 0 if there are none.
    func share(explainedBy table: GlyphTable, on grid: CellGrid) -> Double {
        let (known, unknown) = counts(grid, with: table)
        return known == 0 ? 0 : Double(known) / Double(known + unknown)
    }

    private func counts(_ grid: CellGrid, with table: GlyphTable) -> (known: Int, unknown: Int) {
        let rows = Set(lines.compactMap { $0 >= grid.y ? ($0 - grid.y) / grid.cellHeight : nil })
        var (known, unknown) = (0, 0)
        grid.picture.pixels.withUnsafeBufferPointer { pixels in
            for row in rows where row < grid.rows {
                for column in 0..<grid.columns {
                    let start = grid.start(row: row, column: column)
                    guard !grid.isEmpty(pixels, at: start) else { continue }
                    if table.meaning(ofKey: grid.shapeKey(pixels, at: start)) == nil {
                        unknown += 1
                    } else {
                        known += 1
                    }
                }
            }
        }
        return (known, unknown)
    }
}
