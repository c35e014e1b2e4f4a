/// Reads the text that a console draws pixel by pixel: Linux's framebuffer console, boot loaders, firmware.
///
/// It tries its fonts at every place where the first cell may begin, takes what explains most of the picture, and
/// tries that first at the next picture, so that reading on costs a fraction of the first reading.
public struct FramebufferReader: Sendable {
    private let tables: [GlyphTable]
    private var last: Layout?

    /// A display's text mode has no room for more characters.
    private static let largestTextModeFont = 512

    /// - Parameter fonts: what a console may be drawn with; the first of equally good ones is taken.
    public init(fonts: [BitmapFont]) {
        tables = fonts.flatMap { font in
            // The text modes of a PC show an 8 pixel wide font in cells of 9.
            font.width == 8 && font.glyphs.count <= Self.largestTextModeFont
                ? [GlyphTable(font, cellWidth: 8), GlyphTable(font, cellWidth: 9)]
                : [GlyphTable(font, cellWidth: font.width)]
        }
    }

    /// The text on a picture; `nil` if none of the fonts explains it.
    public mutating func read(_ picture: ScreenPicture) -> ScreenText? {
        if let last, last.size == Layout.Size(picture), let text = text(last, picture) { return text }
        guard let layout = layout(of: picture) else { return nil }
        last = layout
        return text(layout, picture)
    }

    /// Which font is drawn where.
    struct Layout: Sendable {
        struct Size: Hashable, Sendable {
            var width: Int
            var height: Int

            init(_ picture: ScreenPicture) {
                width = picture.width
                height = picture.height
            }
        }

        var size: Size
        var table: Int
        var x: Int
        var y: Int
    }

    /// The share of what is not empty that must be explained for a picture to count as text.
    static let leastConfidence = 0.6

    private func text(_ layout: Layout, _ picture: ScreenPicture) -> ScreenText? {
        let table = tables[layout.table]
        let reading = CellReading(table.grid(on: picture, x: layout.x, y: layout.y), table)
        guard reading.confidence >= Self.leastConfidence else { return nil }
        return reading.text
    }

    private func layout(of picture: ScreenPicture) -> Layout? {
        let sample = ContentSample(picture)
        if let usual = usualLayout(of: picture, sample) { return usual }
        var best: (score: Int, layout: Layout)?
        for (index, table) in tables.enumerated() {
            for y in 0..<table.cellHeight {
                for x in 0..<table.cellWidth {
                    let score = sample.score(table.grid(on: picture, x: x, y: y), with: table)
                    if score > best?.score ?? 0 {
                        best = (score, Layout(size: .init(picture), table: index, x: x, y: y))
                    }
                }
            }
        }
        return best?.layout
    }

    /// So much of what the sample holds must be explained for no other place to be looked for.
    private static let surelyExplained = 0.8

    /// The layout of a console that begins at the picture's corner, as almost all of them do.
    private func usualLayout(of picture: ScreenPicture, _ sample: ContentSample) -> Layout? {
        let shares = tables.map { sample.share(explainedBy: $0, on: $0.grid(on: picture, x: 0, y: 0)) }
        guard let best = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[best] >= Self.surelyExplained
        else {
            return nil
        }
        // The first of equally good fonts, as documented.
        let first = shares.firstIndex(of: shares[best]) ?? best
        return Layout(size: .init(picture), table: first, x: 0, y: 0)
    }
}

extension GlyphTable {
    fileprivate func grid(on picture: ScreenPicture, x: Int, y: Int) -> CellGrid {
        CellGrid(picture, cellWidth: cellWidth, cellHeight: cellHeight, x: x, y: y)
    }
}
