/// Reads the text that a console draws pixel by pixel: Linux's framebuffer console, boot loaders, firmware.
///
/// It knows the usual console fonts by the prints of their glyphs, so it needs no font on the host; fonts that the
/// caller has are read as well. Where text begins and how large its cells are, it finds by itself, and looks there first
/// at the next picture, where only rows that have changed are scanned.
public struct FramebufferReader: Sendable {
    private var glyphs: GlyphLibrary
    /// Where text was on the last picture: most of it in the first layout, single lines in the others.
    private var last: [TextLayout] = []
    private var lastScans: (picture: ScreenPicture, scans: [CellScan])?
    /// What was left unread in the last picture, so that it is not searched again.
    private var lastOpen: [Int] = []

    /// - Parameter fonts: what a console may be drawn with beside the usual fonts.
    public init(fonts: [BitmapFont] = []) {
        glyphs = GlyphLibrary(fonts: fonts)
    }

    /// The share of what is not empty that must be explained for a picture to count as text.
    static let leastConfidence = 0.6
    /// Fewer letters than these are chance.
    static let fewestLetters = 3

    /// The text on a picture; `nil` if none of the fonts explains it.
    public mutating func read(_ picture: ScreenPicture) -> ScreenText? {
        if let layout = last.first, layout.fits(picture), let text = text(layout, picture) { return text }
        last = []
        lastScans = nil
        guard let layout = findLayout(LayoutSearch(picture), picture) else { return nil }
        last = [layout]
        return text(layout, picture)
    }

    /// The best layout among those of all sizes.
    private mutating func findLayout(_ search: LayoutSearch, _ picture: ScreenPicture) -> TextLayout? {
        guard !search.isEmpty else { return nil }
        let usual = best(search) { search.usual($0) }
        if let usual, search.share(usual.votes) >= Self.surelyExplained { return usual.layout }
        let other = best(search) { search.best($0) }
        return (other?.votes ?? 0) > (usual?.votes ?? 0) ? other?.layout : usual?.layout
    }

    /// The best of what is found for each size, up to the first one that is sure.
    private mutating func best(
        _ search: LayoutSearch, _ find: (GlyphIndex) -> LayoutSearch.Finding?
    ) -> LayoutSearch.Finding? {
        var best: LayoutSearch.Finding?
        for size in glyphs.sizes {
            guard let found = find(glyphs.index(size)), found.votes > best?.votes ?? 0 else { continue }
            best = found
            if search.share(found.votes) >= Self.surelyExplained { break }
        }
        return best
    }

    /// So much of what was looked at must be explained for no other size to be tried: of a line in cells of nine pixels
    /// a grid of eight explains one letter in eight, and more of a short one.
    private static let surelyExplained = 0.5

    private mutating func text(_ layout: TextLayout, _ picture: ScreenPicture) -> ScreenText? {
        let grid = CellGrid(picture, layout)
        let scans = grid.scans(since: lastScans)
        let reading = reading(grid, scans)
        guard reading.complexCount >= Self.fewestLetters else { return nil }
        lastScans = (picture, scans)
        var canvas = TextCanvas(reading)
        for layout in last.dropFirst() { _ = add(layout, to: &canvas) }
        addFurtherLines(to: &canvas)
        let text = canvas.text
        return text.confidence >= Self.leastConfidence ? text : nil
    }

    private mutating func reading(_ grid: CellGrid, _ scans: [CellScan]) -> CellReading {
        let size = CellSize(width: grid.cellWidth, height: grid.cellHeight)
        return CellReading(grid, scans, glyphs.index(size), glyphs.nearest(size))
    }

    // MARK: Lines beside the grid

    /// As many lines may be elsewhere than in the grid's cells: menus of boot loaders with themes, firmware's logos.
    private static let mostFurtherLayouts = 12

    /// Looks for lines in what the grid leaves unread.
    private mutating func addFurtherLines(to canvas: inout TextCanvas) {
        while last.count <= Self.mostFurtherLayouts, canvas.open.count > Self.fewestLetters, canvas.open != lastOpen {
            let search = LayoutSearch(canvas.grid.picture, where: canvas.isOpen)
            guard let layout = findLine(search), !last.contains(layout), add(layout, to: &canvas) else { break }
            last.append(layout)
        }
        lastOpen = canvas.open
    }

    private mutating func findLine(_ search: LayoutSearch) -> TextLayout? {
        guard !search.isEmpty, let main = last.first else { return nil }
        var sizes = [CellSize(width: main.cellWidth, height: main.cellHeight)]
        sizes += glyphs.sizes.prefix(2).filter { !sizes.contains($0) }
        let findings = sizes.compactMap { search.best(glyphs.index($0)) }
        return findings.max { $0.votes < $1.votes }?.layout
    }

    private mutating func add(_ layout: TextLayout, to canvas: inout TextCanvas) -> Bool {
        let grid = CellGrid(canvas.grid.picture, layout)
        return canvas.add(reading(grid, grid.scans()))
    }
}

extension FramebufferReader {
    /// Where text was found in the last picture, for measurements.
    package var layoutNote: String {
        last.map { "\($0.cellWidth)x\($0.cellHeight)+\($0.x)+\($0.y)" }.joined(separator: " ")
    }
}
