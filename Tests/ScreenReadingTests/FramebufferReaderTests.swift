import ScreenReading
import Testing

struct FramebufferReaderTests {
    private let fonts: [BitmapFont]

    init() throws {
        fonts = BitmapFont.pcFonts(in: try FontTests.videoBIOS(), name: "video BIOS")
    }

    @Test(
        "text is read wherever the console begins",
        arguments: [(0, 0), (2, 10), (7, 15), (3, 1)], [(640, 480), (800, 600), (1280, 800)])
    func findsTheGrid(offset: (Int, Int), size: (Int, Int)) throws {
        var drawing = Drawing(width: size.0, height: size.1)
        let lines = ["Debian GNU/Linux 12 golden tty1", "golden login: _", "~ $ ls -l /etc | wc -c"]
        for (index, line) in lines.enumerated() {
            drawing.draw(line, with: fonts[0], x: offset.0, y: offset.1 + 16 * index)
        }
        var reader = FramebufferReader(fonts: fonts)
        let reading = reader.read(try drawing.picture())
        let text = try #require(reading)
        #expect(text.text == lines.joined(separator: "\n"))
        #expect(text.confidence == 1)
        let again = reader.read(try drawing.picture())
        #expect(again == text)
    }

    @Test("each of the fonts is told from the others", arguments: [0, 1, 2])
    func tellsFontsApart(index: Int) throws {
        var drawing = Drawing(width: 640, height: 480)
        drawing.draw("The quick brown fox jumps over 13 lazy dogs.", with: fonts[index], x: 0, y: 0)
        var reader = FramebufferReader(fonts: fonts)
        let reading = reader.read(try drawing.picture())
        let text = try #require(reading)
        #expect(text.text == "The quick brown fox jumps over 13 lazy dogs.")
        #expect(text.rows == 480 / fonts[index].height)
    }

    @Test("colours do not matter, and are told")
    func readsColours() throws {
        var drawing = Drawing(width: 640, height: 480, background: 0x0000AA)
        drawing.draw("plain", with: fonts[0], x: 0, y: 0, foreground: 0xFFFFFF, background: 0x0000AA)
        drawing.draw("chosen", with: fonts[0], x: 0, y: 16, foreground: 0x0000AA, background: 0xAAAAAA)
        var reader = FramebufferReader(fonts: fonts)
        let reading = reader.read(try drawing.picture())
        let text = try #require(reading)
        #expect(text.lines.prefix(2) == ["plain", "chosen"])
        #expect(text.attributes[0] == CellAttributes(foreground: 0xFFFFFF, background: 0x0000AA))
        #expect(text.attributes[80] == CellAttributes(foreground: 0x0000AA, background: 0xAAAAAA))
    }

    @Test("a cursor hides no letter and is no letter")
    func readsUnderTheCursor() throws {
        var drawing = Drawing(width: 720, height: 400)
        drawing.draw("boot: help", with: fonts[0], cellWidth: 9, x: 0, y: 0)
        drawing.fill(x: 9 * 9, y: 13, width: 9, height: 2, colour: 0xAAAAAA)
        drawing.fill(x: 10 * 9, y: 13, width: 9, height: 2, colour: 0xAAAAAA)
        var reader = FramebufferReader(fonts: fonts)
        let reading = reader.read(try drawing.picture())
        #expect(reading?.text == "boot: help")
    }

    @Test("a picture without text is not text")
    func refusesGraphics() throws {
        var generator = SystemRandomNumberGenerator()
        var drawing = Drawing(width: 160, height: 120)
        for index in drawing.pixels.indices { drawing.pixels[index] = UInt32.random(in: 0...1, using: &generator) }
        var reader = FramebufferReader(fonts: fonts)
        #expect(reader.read(try drawing.picture()) == nil)
        #expect(try reader.read(Drawing(width: 640, height: 480).picture()) == nil)
    }

    @Test("what no glyph explains is marked")
    func marksTheUnreadable() throws {
        var drawing = Drawing(width: 640, height: 480)
        drawing.draw("login: x", with: fonts[0], x: 0, y: 0)
        for pixel in stride(from: 0, to: 16, by: 2) {
            drawing.fill(x: 64, y: pixel, width: 5, height: 1, colour: 0xAAAAAA)
        }
        var reader = FramebufferReader(fonts: fonts)
        let reading = reader.read(try drawing.picture())
        let text = try #require(reading)
        #expect(text.text == "login: x\u{FFFD}")
        #expect(text.confidence < 1)
    }

    @Test("letters in front of a picture are read, and the picture is not")
    func readsInFrontOfPictures() throws {
        var random = SeededGenerator(seed: 7)
        var drawing = Drawing(width: 320, height: 240)
        for index in drawing.pixels.indices { drawing.pixels[index] = UInt32.random(in: 0...0x7F7F7F, using: &random) }
        try overlay("Press ENTER to boot", at: (43, 85), on: &drawing)
        var reader = FramebufferReader()
        let reading = reader.read(try drawing.picture())
        let text = try #require(reading)
        #expect(text.lines.filter { $0 != "" }.map { $0.drop { $0 == " " } } == ["Press ENTER to boot"])
    }

    @Test("a line beside the grid is read, too")
    func readsFurtherLines() throws {
        var drawing = Drawing(width: 640, height: 240)
        for row in 0..<6 {
            drawing.draw("Every line of this console is in the grid", with: fonts[0], x: 0, y: row * 16)
        }
        drawing.draw("Start boot option", with: fonts[0], x: 253, y: 151)
        var reader = FramebufferReader()
        let reading = reader.read(try drawing.picture())
        let text = try #require(reading)
        #expect(text.lines[5] == "Every line of this console is in the grid")
        #expect(text.text.hasSuffix("Start boot option"))
    }

    /// Draws letters without their background.
    private func overlay(_ text: String, at place: (x: Int, y: Int), on drawing: inout Drawing) throws {
        for (column, character) in text.enumerated() {
            let glyph = try #require(fonts[0].glyphs.first { $0.character == character })
            for (row, bits) in glyph.rows.enumerated() {
                for pixel in 0..<8 where bits >> UInt32(31 - pixel) & 1 == 1 {
                    drawing.fill(
                        x: place.x + column * 8 + pixel, y: place.y + row, width: 1, height: 1, colour: 0xFFFFFF)
                }
            }
        }
    }
}
