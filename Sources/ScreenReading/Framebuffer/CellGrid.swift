/// A picture divided into cells of equal size from a point on.
struct CellGrid {
    let picture: ScreenPicture
    let cellWidth: Int
    let cellHeight: Int
    /// The left upper corner of the first cell, in pixels.
    let x: Int
    let y: Int
    let columns: Int
    let rows: Int

    /// As many whole cells as the picture holds.
    init(_ picture: ScreenPicture, cellWidth: Int, cellHeight: Int, x: Int = 0, y: Int = 0) {
        self.picture = picture
        self.cellWidth = cellWidth
        self.cellHeight = cellHeight
        self.x = x
        self.y = y
        columns = max(0, (picture.width - x) / cellWidth)
        rows = max(0, (picture.height - y) / cellHeight)
    }

    /// The first pixel of a cell.
    func start(row: Int, column: Int) -> Int {
        (y + row * cellHeight) * picture.width + x + column * cellWidth
    }

    /// For each cell whether all its pixels have one colour.
    func emptyCells() -> [Bool] {
        picture.pixels.withUnsafeBufferPointer { pixels in
            cells { isEmpty(pixels, at: $0) }
        }
    }

    /// For each cell the key of its shape.
    func shapeKeys() -> [UInt64] {
        picture.pixels.withUnsafeBufferPointer { pixels in
            cells { shapeKey(pixels, at: $0) }
        }
    }

    func isEmpty(_ pixels: UnsafeBufferPointer<UInt32>, at start: Int) -> Bool {
        let colour = pixels[start]
        for row in 0..<cellHeight {
            let left = start + row * picture.width
            for index in left..<(left + cellWidth) where pixels[index] != colour { return false }
        }
        return true
    }

    /// The key that a ``CellShape`` of these pixels has.
    func shapeKey(_ pixels: UnsafeBufferPointer<UInt32>, at start: Int) -> UInt64 {
        var key = CellShape.firstKey
        for row in 0..<cellHeight { key = CellShape.key(key, adding: bits(pixels, row: row, at: start)) }
        return key
    }

    func shape(_ pixels: UnsafeBufferPointer<UInt32>, at start: Int) -> CellShape {
        CellShape(rows: (0..<cellHeight).map { bits(pixels, row: $0, at: start) })
    }

    private func bits(_ pixels: UnsafeBufferPointer<UInt32>, row: Int, at start: Int) -> UInt32 {
        let first = pixels[start]
        let left = start + row * picture.width
        var bits: UInt32 = 0
        for index in left..<(left + cellWidth) { bits = bits << 1 | (pixels[index] == first ? 0 : 1) }
        return bits
    }

    private func cells<Value>(_ value: (_ start: Int) -> Value) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(columns * rows)
        for row in 0..<rows {
            for column in 0..<columns { values.append(value(start(row: row, column: column))) }
        }
        return values
    }
}

extension CellGrid {
    /// The ways in which a picture may be a text mode of a PC's display.
    ///
    /// A cell is 9 or 8 pixels wide, which makes 40, 80 or 132 columns, and 16, 14 or 8 pixels high.
    static func textModes(of picture: ScreenPicture) -> [CellGrid] {
        [9, 8].flatMap { width in
            [16, 14, 8].compactMap { height in
                let grid = CellGrid(picture, cellWidth: width, cellHeight: height)
                let isExact = grid.columns * width == picture.width && grid.rows * height == picture.height
                return isExact && [40, 80, 132].contains(grid.columns) && (25...60).contains(grid.rows) ? grid : nil
            }
        }
    }
}
