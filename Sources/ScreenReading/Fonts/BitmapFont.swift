/// A font of a text console: a picture of one cell for each character.
public struct BitmapFont: Hashable, Sendable {
    /// The largest cell, in pixels; no console font is larger.
    public static let largestWidth = 32
    public static let largestHeight = 64

    /// Where the font comes from, for messages.
    public let name: String
    /// The size of a cell in pixels.
    public let width: Int
    public let height: Int
    public private(set) var glyphs: [Glyph] = []

    /// One character's picture.
    public struct Glyph: Hashable, Sendable {
        public let character: Character
        /// One number a row from the top; its highest bit is the leftmost pixel.
        public let rows: [UInt32]
    }

    /// An empty font; `nil` if the cell's size is beyond the limits.
    public init?(name: String, width: Int, height: Int) {
        guard (1...Self.largestWidth).contains(width), (1...Self.largestHeight).contains(height) else { return nil }
        self.name = name
        self.width = width
        self.height = height
    }

    /// Adds a glyph from packed rows: each row begins at a byte, leftmost pixel in the highest bit.
    ///
    /// Bytes that are not one cell are ignored.
    mutating func add(_ character: Character, packed bytes: ArraySlice<UInt8>) {
        let rowBytes = (width + 7) / 8
        guard bytes.count == rowBytes * height else { return }
        var rows: [UInt32] = []
        for row in 0..<height {
            var value: UInt32 = 0
            for index in 0..<rowBytes {
                value |= UInt32(bytes[bytes.startIndex + row * rowBytes + index]) << UInt32(24 - 8 * index)
            }
            rows.append(value & ~UInt32(truncatingIfNeeded: UInt64(UInt32.max) >> UInt64(width)))
        }
        glyphs.append(Glyph(character: character, rows: rows))
    }

    /// Adds a glyph from rows whose highest bit is the leftmost pixel; as many as a cell has.
    mutating func add(_ character: Character, rows: [UInt32]) {
        guard rows.count == height else { return }
        glyphs.append(Glyph(character: character, rows: rows))
    }
}
