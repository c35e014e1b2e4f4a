/// Finds where on a picture text begins, and how large its cells are.
///
/// It takes places all over the picture where the colour changes, as it does at the edge of a letter, and asks of each
/// possible grid whether it cuts out known glyphs there.
struct LayoutSearch {
    private let picture: ScreenPicture
    /// Pixels whose left neighbour has another colour.
    private let places: [Int]

    /// Enough places that a logo or a frame among them does not decide.
    private static let placeCount = 64
    /// After as many places without a glyph the grid is given up.
    private static let patience = 24
    /// A prime number larger than the count of places, so that all of them are visited.
    private static let step = 67
    /// Grids that fewer glyphs speak for are chance.
    private static let fewest = 3

    /// - Parameter isOpen: tells whether a pixel belongs to what is still unread.
    init(_ picture: ScreenPicture, where isOpen: (_ pixel: Int) -> Bool = { _ in true }) {
        self.picture = picture
        let edges = picture.pixels.withUnsafeBufferPointer { pixels in
            Self.edges(pixels, width: picture.width).filter(isOpen)
        }
        places = Self.sample(edges, of: picture)
    }

    var isEmpty: Bool { places.isEmpty }

    /// A grid, and how many places speak for it.
    struct Finding {
        var layout: TextLayout
        var votes: Int
    }

    /// The best grid for glyphs of one size; `nil` if none is sure.
    func best(_ index: GlyphIndex) -> Finding? {
        best(index, (0..<index.cellHeight).flatMap { y in (0..<index.cellWidth).map { (x: $0, y: y) } })
    }

    /// The grid that begins at the picture's corner, as almost all consoles do, or has the picture's middle as its own,
    /// between two cells or in one, as UEFI's.
    func usual(_ index: GlyphIndex) -> Finding? {
        func middles(_ length: Int, _ cell: Int) -> [Int] { [length % cell / 2, (length % cell + cell) / 2] }
        let rows = middles(picture.height, index.cellHeight)
        let centred = middles(picture.width, index.cellWidth).flatMap { x in rows.map { (x: x, y: $0) } }
        return best(index, [(x: 0, y: 0)] + centred)
    }

    private func best(_ index: GlyphIndex, _ corners: [(x: Int, y: Int)]) -> Finding? {
        var best: (x: Int, y: Int, votes: Int)?
        picture.pixels.withUnsafeBufferPointer { pixels in
            for (x, y) in corners {
                let votes = votes(index, pixels, x: x, y: y, toBeat: best?.votes ?? Self.fewest - 1)
                if votes > best?.votes ?? (Self.fewest - 1) { best = (x, y, votes) }
            }
        }
        return best.map { Finding(layout: TextLayout(picture, index, x: $0.x, y: $0.y), votes: $0.votes) }
    }

    /// The share of the places that so many are.
    func share(_ votes: Int) -> Double {
        places.isEmpty ? 0 : Double(votes) / Double(places.count)
    }

    private func votes(
        _ index: GlyphIndex, _ pixels: UnsafeBufferPointer<UInt32>, x: Int, y: Int, toBeat limit: Int
    ) -> Int {
        var scanner = CellScanner(cellWidth: index.cellWidth, cellHeight: index.cellHeight, stride: picture.width)
        var votes = 0
        for number in places.indices {
            if votes + places.count - number <= limit || (votes == 0 && number == Self.patience) { return 0 }
            // In great steps, so that the first places are from all over the picture.
            let place = places[number * Self.step % places.count]
            if isKnown(place, index, pixels, x: x, y: y, &scanner) { votes += 1 }
        }
        return votes
    }

    private func isKnown(
        _ place: Int, _ index: GlyphIndex, _ pixels: UnsafeBufferPointer<UInt32>, x: Int, y: Int,
        _ scanner: inout CellScanner
    ) -> Bool {
        let (row, column) = (place / picture.width - y, place % picture.width - x)
        guard row >= 0, column >= 0 else { return false }
        let left = column / index.cellWidth * index.cellWidth + x
        let top = row / index.cellHeight * index.cellHeight + y
        guard left + index.cellWidth <= picture.width, top + index.cellHeight <= picture.height else { return false }
        let start = top * picture.width + left
        let scan = scanner.scan(pixels, at: start)
        if scan.kind == .glyph { return scan.isComplex && index.contains(key: scan.key) }
        return [pixels[place], pixels[place - 1]].contains { ink in
            guard let scan = scanner.scan(pixels, at: start, ink: ink), scan.isComplex else { return false }
            return index.contains(GlyphPrint(key: scan.key, isInkedFirst: pixels[start] == ink))
        }
    }

    /// In large pictures not all rows of pixels are looked at: letters are many rows high.
    private static let fewestLines = 400

    private static func edges(_ pixels: UnsafeBufferPointer<UInt32>, width: Int) -> [Int] {
        var edges: [Int] = []
        let step = max(1, pixels.count / width / fewestLines)
        for line in Swift.stride(from: 0, to: pixels.count, by: width * step) {
            for index in (line + 1)..<max(line + 1, line + width) where pixels[index] != pixels[index - 1] {
                edges.append(index)
            }
        }
        return edges
    }

    /// Places spread over all edges, at colours that are common at edges: ink is of one colour, a photograph is not.
    private static func sample(_ edges: [Int], of picture: ScreenPicture) -> [Int] {
        var counts: [UInt32: Int] = [:]
        for edge in spread(edges, 4096) { counts[picture.pixels[edge], default: 0] += 1 }
        let common = Set(counts.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(8).map(\.key))
        return spread(
            edges.filter { common.contains(picture.pixels[$0]) || common.contains(picture.pixels[$0 - 1]) }, placeCount)
    }

    private static func spread(_ edges: [Int], _ count: Int) -> [Int] {
        guard edges.count > count else { return edges }
        return (0..<count).map { edges[($0 * 2 + 1) * edges.count / (2 * count)] }
    }
}

extension GlyphIndex {
    /// Whether a shape is known as a glyph or as the inverse of one.
    func contains(key: UInt64) -> Bool {
        contains(GlyphPrint(key: key, isInkedFirst: false)) || contains(GlyphPrint(key: key, isInkedFirst: true))
    }
}

/// Where on pictures of one size text is, and how large its cells are.
struct TextLayout: Hashable, Sendable {
    let pictureWidth: Int
    let pictureHeight: Int
    let cellWidth: Int
    let cellHeight: Int
    /// The left upper corner of the first whole cell, in pixels.
    let x: Int
    let y: Int

    init(_ picture: ScreenPicture, _ index: GlyphIndex, x: Int, y: Int) {
        pictureWidth = picture.width
        pictureHeight = picture.height
        cellWidth = index.cellWidth
        cellHeight = index.cellHeight
        self.x = x
        self.y = y
    }

    func fits(_ picture: ScreenPicture) -> Bool {
        picture.width == pictureWidth && picture.height == pictureHeight
    }
}
