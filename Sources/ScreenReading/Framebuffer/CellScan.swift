/// What is seen in one cell before anybody asks which character it shows.
struct CellScan: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// One colour.
        case blank
        /// Two colours: a glyph in front of a plain background, whichever of the two that is.
        case glyph
        /// More colours: part of a picture, perhaps with a glyph in front.
        case picture
    }

    var kind: Kind
    /// The first pixel's colour.
    var first: UInt32
    /// The other colour of a glyph.
    var other: UInt32
    /// The key of a glyph's shape.
    var key: UInt64
    /// Whether the shape has so many corners that lines and surfaces do not have it by chance.
    var isComplex: Bool
}

/// Scans the cells of a picture one after the other.
struct CellScanner {
    let width: Int
    let height: Int
    /// Pixels from one row to the next.
    let stride: Int
    /// The rows of the cell that was scanned last, the lowest bit rightmost, set where the colour is not the first's.
    private(set) var rows: [UInt32]

    init(cellWidth: Int, cellHeight: Int, stride: Int) {
        width = cellWidth
        height = cellHeight
        self.stride = stride
        rows = Array(repeating: 0, count: cellHeight)
    }

    /// Scans the cell whose first pixel is at `start`; the whole cell must be within the picture.
    mutating func scan(_ pixels: UnsafeBufferPointer<UInt32>, at start: Int) -> CellScan {
        let first = pixels[start]
        var other = first
        var line = start
        for row in 0..<height {
            var bits: UInt32 = 0
            for index in line..<(line + width) {
                let pixel = pixels[index]
                if pixel == first {
                    bits <<= 1
                } else {
                    if other == first { other = pixel }
                    guard pixel == other else { return CellScan(picture: first) }
                    bits = bits << 1 | 1
                }
            }
            rows[row] = bits
            line += stride
        }
        guard other != first else {
            return CellScan(kind: .blank, first: first, other: first, key: 0, isComplex: false)
        }
        return CellScan(kind: .glyph, first: first, other: other, key: key, isComplex: isComplex)
    }

    /// Scans a cell for the shape that one colour has in it; `nil` if there is no such pixel or no other.
    mutating func scan(_ pixels: UnsafeBufferPointer<UInt32>, at start: Int, ink: UInt32) -> CellScan? {
        let isInkedFirst = pixels[start] == ink
        var line = start
        var all: UInt32 = 0
        for row in 0..<height {
            var bits: UInt32 = 0
            for index in line..<(line + width) { bits = bits << 1 | ((pixels[index] == ink) == isInkedFirst ? 0 : 1) }
            rows[row] = bits
            all |= bits
            line += stride
        }
        guard all != 0 else { return nil }
        return CellScan(
            kind: .picture, first: isInkedFirst ? ink : pixels[start], other: isInkedFirst ? pixels[start] : ink,
            key: key, isComplex: isComplex)
    }

    /// Scans a cell for the shape that its lighter pixels have.
    mutating func scan(
        _ pixels: UnsafeBufferPointer<UInt32>, at start: Int, lighterThan threshold: Int
    ) -> CellScan {
        let isLightFirst = CellColours.lightness(pixels[start]) > threshold
        var line = start
        var other = pixels[start]
        for row in 0..<height {
            var bits: UInt32 = 0
            for index in line..<(line + width) {
                let isOther = (CellColours.lightness(pixels[index]) > threshold) != isLightFirst
                if isOther { other = pixels[index] }
                bits = bits << 1 | (isOther ? 1 : 0)
            }
            rows[row] = bits
            line += stride
        }
        return CellScan(kind: .picture, first: pixels[start], other: other, key: key, isComplex: isComplex)
    }

    private var key: UInt64 {
        var key = CellShape.firstKey
        for row in rows { key = CellShape.key(key, adding: row) }
        return key
    }

    /// Such shapes change from row to row and along the rows; lines, bars and dots do not.
    private var isComplex: Bool {
        let inner = (UInt32(1) << UInt32(width - 1)) - 1
        var (changes, edges) = (0, 0)
        var above: UInt32?
        for row in rows {
            edges += ((row ^ row >> 1) & inner).nonzeroBitCount
            if let above, above != row { changes += 1 }
            above = row
        }
        return changes >= 3 && edges >= 10
    }
}

extension CellScan {
    fileprivate init(picture first: UInt32) {
        self.init(kind: .picture, first: first, other: first, key: 0, isComplex: false)
    }
}
