import Synchronization

/// The size of a cell, in pixels.
struct CellSize: Hashable, Sendable {
    var width: Int
    var height: Int
}

/// All glyphs that can be read, by the size of their cells; each size is made ready when it is first asked for.
struct GlyphLibrary: Sendable {
    /// The sizes there are, the commonest first.
    let sizes: [CellSize]
    private let fonts: [BitmapFont]
    private var indexes: [CellSize: GlyphIndex] = [:]
    private var nearest: [CellSize: NearestGlyphs] = [:]

    /// A display's text mode has no room for more characters.
    private static let largestTextModeFont = 512

    init(fonts: [BitmapFont]) {
        self.fonts = fonts
        var sizes = KnownFaces.all.map { CellSize(width: $0.cellWidth, height: $0.cellHeight) }
        for size in fonts.flatMap(Self.sizes) where !sizes.contains(size) { sizes.append(size) }
        self.sizes = sizes
    }

    /// The text modes of a PC show an 8 pixel wide font in cells of 9.
    private static func sizes(of font: BitmapFont) -> [CellSize] {
        let size = CellSize(width: font.width, height: font.height)
        guard font.width == 8, font.glyphs.count <= largestTextModeFont else { return [size] }
        return [size, CellSize(width: 9, height: font.height)]
    }

    mutating func index(_ size: CellSize) -> GlyphIndex {
        if let index = indexes[size] { return index }
        var index = Self.knownIndex(size)
        for font in fonts where Self.sizes(of: font).contains(size) { index.add(font) }
        indexes[size] = index
        return index
    }

    /// Those of the faces that are known without fonts; they are the same for all libraries.
    private static let knownIndexes = Mutex<[CellSize: GlyphIndex]>([:])

    private static func knownIndex(_ size: CellSize) -> GlyphIndex {
        knownIndexes.withLock { indexes in
            if let index = indexes[size] { return index }
            var index = GlyphIndex(cellWidth: size.width, cellHeight: size.height)
            for known in KnownFaces.all where known.cellWidth == size.width && known.cellHeight == size.height {
                index.add(known.glyphs, faceCount: known.names.count)
            }
            indexes[size] = index
            return index
        }
    }

    mutating func nearest(_ size: CellSize) -> NearestGlyphs {
        if let glyphs = nearest[size] { return glyphs }
        let glyphs = NearestGlyphs(
            fonts.filter { Self.sizes(of: $0).contains(size) }, cellWidth: size.width, cellHeight: size.height)
        nearest[size] = glyphs
        return glyphs
    }
}
