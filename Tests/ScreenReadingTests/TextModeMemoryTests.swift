import HostOS
import ScreenReading
import TestSupport
import Testing

struct TextModeMemoryTests {
    private let font: BitmapFont

    init() throws {
        font = try #require(BitmapFont.pcFonts(in: try FontTests.videoBIOS(), name: "video BIOS").first)
    }

    /// Text memory with lines from a cell on, and the picture of what is visible from another cell on.
    private func screen(_ lines: [String], at start: Int, visibleFrom visible: Int) throws -> (
        TextModeMemory, ScreenPicture
    ) {
        var bytes = [UInt8](repeating: 0, count: TextModeMemory.size)
        for index in stride(from: 0, to: bytes.count, by: 2) { (bytes[index], bytes[index + 1]) = (0x20, 0x07) }
        var drawing = Drawing(width: 720, height: 400)
        for (row, line) in lines.enumerated() {
            for (column, byte) in line.utf8.enumerated() { bytes[start + (row * 80 + column) * 2] = byte }
            let shownRow = (start - visible) / 160 + row
            guard (0..<25).contains(shownRow) else { continue }
            drawing.draw(line, with: font, cellWidth: 9, x: 0, y: shownRow * 16)
        }
        return (try #require(TextModeMemory(bytes)), try drawing.picture())
    }

    @Test("the visible part is found", arguments: [0, 160, 4_000 / 160 * 160, 24_000])
    func findsTheStart(visible: Int) throws {
        let lines = (0..<25).map { "line \($0) says " + String(repeating: "x", count: $0 * 2 + 1) }
        let (memory, picture) = try screen(lines, at: visible, visibleFrom: visible)
        #expect(memory.text(on: picture)?.lines == lines)
    }

    @Test("letters decide where all lines are equally long")
    func findsTheStartByLetters() throws {
        let lines = (0..<60).map { index in String((0..<35).map { Self.letter($0 * $0 + index * (index + $0)) }) }
        let (memory, picture) = try screen(lines, at: 0, visibleFrom: 160 * 20)
        #expect(memory.text(on: picture)?.lines.first == lines[20])
    }

    @Test("a picture of something else is not text")
    func refusesGraphics() throws {
        let (memory, _) = try screen(["hello"], at: 0, visibleFrom: 0)
        var drawing = Drawing(width: 720, height: 400)
        drawing.fill(x: 100, y: 100, width: 400, height: 200, colour: 0xFF0000)
        for pixel in stride(from: 0, to: 400 * 720, by: 7) { drawing.pixels[pixel] = 0x00FF00 }
        #expect(try memory.text(on: drawing.picture()) == nil)
        #expect(try memory.text(on: Drawing(width: 1024, height: 768).picture()) == nil)
    }

    @Test("memory has its size")
    func refusesOtherSizes() {
        #expect(TextModeMemory([]) == nil)
        #expect(TextModeMemory(Array(repeating: 0, count: TextModeMemory.size + 1)) == nil)
    }

    private static func letter(_ number: Int) -> Character {
        Character(UnicodeScalar(UInt8(ascii: "A") + UInt8(number % 26)))
    }
}
