import ScreenReading
import Testing

/// Draws text as any console may, and reads it back.
struct RandomScreenTests {
    @Test("whatever is drawn in a known font is read, at any place and in any colours", arguments: 0..<12)
    func readsBack(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let fonts = BitmapFont.pcFonts(in: try FontTests.videoBIOS(), name: "video BIOS")
        let font = try #require(fonts.randomElement(using: &random))
        let size = try #require([(640, 480), (720, 400), (800, 600)].randomElement(using: &random))
        let (x, y) = (Int.random(in: 0..<40, using: &random), Int.random(in: 0..<40, using: &random))
        let colours = (0..<3).map { $0 * 0x50_30_20 + 0x10 + UInt32.random(in: 0...0xF, using: &random) }.shuffled(
            using: &random)
        var drawing = Drawing(width: size.0, height: size.1, background: colours[0])
        let lines = (0..<12).map { _ in Self.line(font, &random) }
        for (row, line) in lines.enumerated() {
            let isChosen = row == 5
            drawing.draw(
                line, with: font, x: x, y: y + row * font.height, foreground: colours[isChosen ? 0 : 1],
                background: colours[isChosen ? 2 : 0])
        }
        // A cursor behind the last line.
        let end = (lines.last?.count ?? 0) * 8
        drawing.fill(x: x + end, y: y + 12 * font.height - 2, width: 8, height: 2, colour: colours[1])
        var reader = FramebufferReader()
        let reading = reader.read(try drawing.picture())
        let text = try #require(reading)
        let margin = x / 8
        let read = text.lines.dropFirst(y / font.height).prefix(12).map { String($0.dropFirst(margin)) }
        #expect(
            read == lines.map { String($0.reversed().drop { $0 == " " }.reversed()) }, "\(font.height) at \(x), \(y)")
    }

    /// Printable ASCII and frames; it begins with a letter, so that the place of the line is known.
    private static func line(_ font: BitmapFont, _ random: inout SeededGenerator) -> String {
        let letters = Array(
            " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz")
        let frames = Array("{|}~┌─┐│└┘├┤╔═╗║╚╝░▒▄éäöüß")
        return "w"
            + String(
                (0..<50).compactMap { _ in
                    (Int.random(in: 0..<8, using: &random) == 0 ? frames : letters).randomElement(using: &random)
                })
    }
}

/// The same numbers at every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
