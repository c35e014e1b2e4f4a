/// Reads the text that a console draws pixel by pixel: Linux's framebuffer console, boot loaders, firmware.
///
/// It tries its fonts at every place where the first cell may begin, takes what explains most of the picture, and
/// tries that first at the next picture, so that reading on costs a fraction of the first reading.
public struct FramebufferReader: Sendable {
    private let tables: [GlyphTable]
    private var last: Layout?

    /// - Parameter fonts: what a console may be drawn with; the first of equally good ones is taken.
    public init(fonts: [BitmapFont]) {
        tables = fonts.flatMap { font in
            // The text modes of a PC show an 8 pixel wide font in cells of 9.
            font.width == 8
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
}

extension GlyphTable {
    fileprivate func grid(on picture: ScreenPicture, x: Int, y: Int) -> CellGrid {
        CellGrid(picture, cellWidth: cellWidth, cellHeight: cellHeight, x: x, y: y)
    }
}
