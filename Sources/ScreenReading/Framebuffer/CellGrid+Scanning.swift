extension CellGrid {
    var scanner: CellScanner { CellScanner(cellWidth: cellWidth, cellHeight: cellHeight, stride: picture.width) }

    init(_ picture: ScreenPicture, _ layout: TextLayout) {
        self.init(picture, cellWidth: layout.cellWidth, cellHeight: layout.cellHeight, x: layout.x, y: layout.y)
    }

    /// Scans all cells, but takes over those of rows that look as in an earlier picture of the same size.
    func scans(since earlier: (picture: ScreenPicture, scans: [CellScan])? = nil) -> [CellScan] {
        var scanner = scanner
        var scans: [CellScan] = []
        scans.reserveCapacity(columns * rows)
        picture.pixels.withUnsafeBufferPointer { pixels in
            for row in 0..<rows {
                let line = (row * columns)..<((row + 1) * columns)
                if let earlier, earlier.scans.count == rows * columns, isEqual(pixels, earlier.picture, row: row) {
                    scans += earlier.scans[line]
                } else {
                    for column in 0..<columns {
                        scans.append(scanner.scan(pixels, at: start(row: row, column: column)))
                    }
                }
            }
        }
        return scans
    }

    private func isEqual(_ pixels: UnsafeBufferPointer<UInt32>, _ earlier: ScreenPicture, row: Int) -> Bool {
        guard earlier.width == picture.width, earlier.height == picture.height else { return false }
        let first = (y + row * cellHeight) * picture.width
        return earlier.pixels.withUnsafeBufferPointer { others in
            (first..<first + cellHeight * picture.width).allSatisfy { pixels[$0] == others[$0] }
        }
    }
}
