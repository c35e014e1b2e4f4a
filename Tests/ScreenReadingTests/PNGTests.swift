import ScreenReading
import Testing

struct PNGTests {
    /// Two by two pixels with a palette of two colours, one bit a pixel, in a stored block.
    private static let small: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        + chunk("IHDR", [0, 0, 0, 2, 0, 0, 0, 2, 1, 3, 0, 0, 0]) + chunk("PLTE", [0, 0, 0, 0xFF, 0x80, 0])
        + chunk("IDAT", [0x78, 0x01, 1, 4, 0, 0xFB, 0xFF, 0, 0x40, 0, 0x80, 0, 0, 0, 0]) + chunk("IEND", [])

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        [0, 0, UInt8(data.count >> 8), UInt8(data.count & 0xFF)] + Array(name.utf8) + data + [0, 0, 0, 0]
    }

    @Test("a picture with a palette is read")
    func readsPalette() throws {
        let picture = try #require(ScreenPicture(png: Self.small))
        #expect(picture.width == 2 && picture.height == 2)
        #expect(picture.pixels == [0, 0xFF8000, 0xFF8000, 0])
    }

    private static let filtered: [(UInt8, [UInt32])] = [(0, [1, 2, 3, 4]), (1, [1, 2, 3, 7]), (2, [1, 2, 4, 6])]

    @Test("rows are freed of their filters", arguments: Self.filtered)
    func unfilters(filter: UInt8, shown: [UInt32]) throws {
        let data: [UInt8] = [0, 1, 2, filter, 3, 4]
        let header: [UInt8] = [0, 0, 0, 2, 0, 0, 0, 2, 8, 0, 0, 0, 0]
        let file =
            Array(Self.small[..<8]) + Self.chunk("IHDR", header)
            + Self.chunk("IDAT", [0x78, 1, 1, 6, 0, 0xF9, 0xFF] + data) + Self.chunk("IEND", [])
        let picture = try #require(ScreenPicture(png: file))
        #expect(picture.pixels.map { $0 & 0xFF } == shown)
    }

    @Test("a damaged file is refused or read otherwise, never a crash")
    func survivesDamage() {
        for length in 0..<Self.small.count { _ = ScreenPicture(png: Array(Self.small.prefix(length))) }
        for index in Self.small.indices {
            for value in [0, 1, 2, 4, 0x7F, 0x80, 0xFF] as [UInt8] {
                var file = Self.small
                file[index] = value
                #expect(ScreenPicture(png: file)?.pixels.count ?? 0 <= 1 << 20)
            }
        }
    }
}
