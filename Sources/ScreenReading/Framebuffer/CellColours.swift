/// The colours of one cell that has more than two.
struct CellColours {
    private var colours: [(colour: UInt32, count: Int)] = []
    /// For each lightness whether a pixel has it.
    private var isLit: [Bool] = Array(repeating: false, count: 256)
    private var isBusy = false

    /// A photograph has more colours, of which those seen first are counted.
    private static let mostColours = 24
    /// As many inks are tried even where they were not counted.
    private static let mostInks = 8
    /// Letters are lighter or darker than what they cover by as much at least, of 255.
    private static let leastContrast = 24

    init(_ pixels: UnsafeBufferPointer<UInt32>, _ grid: CellGrid, at start: Int) {
        colours.reserveCapacity(Self.mostColours)
        var last = 0
        for row in 0..<grid.cellHeight {
            let line = start + row * grid.picture.width
            for index in line..<(line + grid.cellWidth) {
                let pixel = pixels[index]
                if last < colours.count, colours[last].colour == pixel {
                    colours[last].count += 1
                } else if let place = colours.firstIndex(where: { $0.colour == pixel }) {
                    colours[place].count += 1
                    last = place
                } else if colours.count < Self.mostColours {
                    last = colours.count
                    colours.append((pixel, 1))
                } else {
                    isBusy = true
                    isLit[Self.lightness(pixel)] = true
                }
            }
        }
    }

    /// The colours that letters may have: those of letters elsewhere first, then the commonest of this cell.
    func possibleInks(known inks: Set<UInt32>) -> [UInt32] {
        let sorted = colours.sorted { ($0.count, $0.colour) > ($1.count, $1.colour) }.map(\.colour)
        let known = isBusy && inks.count <= Self.mostInks ? Array(inks) : sorted.filter { inks.contains($0) }
        return known + sorted.prefix(3).filter { !inks.contains($0) }
    }

    /// The lightnesses above which pixels may be a letter's: where the cell has none for a while.
    var thresholds: [Int] {
        var isLit = isLit
        for colour in colours { isLit[Self.lightness(colour.colour)] = true }
        let levels = isLit.indices.filter { isLit[$0] }
        let gaps = zip(levels, levels.dropFirst()).filter { $1 - $0 >= Self.leastContrast }
        return gaps.sorted { $0.1 - $0.0 > $1.1 - $1.0 }.prefix(2).map(\.0)
    }

    /// How light a colour seems, from 0 to 255 (weights of ITU-R BT.601).
    static func lightness(_ colour: UInt32) -> Int {
        let (red, green, blue) = (Int(colour >> 16 & 0xFF), Int(colour >> 8 & 0xFF), Int(colour & 0xFF))
        return (red * 299 + green * 587 + blue * 114) / 1000
    }
}
