import ScreenReading
import Testing

/// Draws text as a console does, so that tests know what a picture shows.
struct Drawing {
    var width: Int
    var height: Int
    var pixels: [UInt32]

    init(width: Int, height: Int, background: UInt32 = 0) {
        self.width = width
        self.height = height
        pixels = Array(repeating: background, count: width * height)
    }

    func picture() throws -> ScreenPicture {
        try #require(ScreenPicture(width: width, height: height, pixels: pixels))
    }

    /// Draws a line of text from a point on, in cells as wide as asked for.
    mutating func draw(
        _ text: String, with font: BitmapFont, cellWidth: Int = 8, x: Int, y: Int, foreground: UInt32 = 0xAAAAAA,
        background: UInt32 = 0
    ) {
        for (column, character) in text.enumerated() {
            guard let glyph = font.glyphs.first(where: { $0.character == character }) else { continue }
            for (row, bits) in glyph.rows.enumerated() {
                for pixel in 0..<cellWidth {
                    let isSet = pixel < font.width && bits >> UInt32(31 - pixel) & 1 == 1
                    let index = (y + row) * width + x + column * cellWidth + pixel
                    pixels[index] = isSet ? foreground : background
                }
            }
        }
    }

    mutating func fill(x: Int, y: Int, width fillWidth: Int, height fillHeight: Int, colour: UInt32) {
        for row in y..<(y + fillHeight) {
            for column in x..<(x + fillWidth) { pixels[row * width + column] = colour }
        }
    }
}
