import HostOS
import ScreenReading
import Testing

struct FontTests {
    /// The video BIOS that QEMU brings along.
    static func videoBIOS() throws -> [UInt8] {
        try HostFiles.read("/usr/share/seabios/vgabios-stdvga.bin")
    }

    @Test("a video BIOS holds the three fonts of a PC")
    func findsThreeFonts() throws {
        let fonts = BitmapFont.pcFonts(in: try Self.videoBIOS(), name: "video BIOS")
        #expect(fonts.map(\.height) == [16, 14, 8])
        #expect(fonts.allSatisfy { $0.width == 8 && $0.glyphs.count == 256 })
    }

    @Test("a file without fonts gives none", arguments: [0, 100, 5_000])
    func findsNothing(size: Int) {
        #expect(BitmapFont.pcFonts(in: Array(repeating: 0, count: size), name: "nothing").isEmpty)
    }

    @Test("a font of version 2 is read with its table")
    func readsPSF2() throws {
        let glyphs: [[UInt8]] = [[0x80, 0x40], [0xFF, 0x01]]
        let table: [UInt8] = Array("A".utf8) + [0xFF] + Array("ж".utf8) + Array("z".utf8) + [0xFE, 0x61, 0xFF]
        let font = try #require(BitmapFont(psf: Self.psf2(glyphs: glyphs, table: table), name: "test"))
        #expect(font.width == 8 && font.height == 2)
        #expect(font.glyphs.map(\.character) == ["A", "z"])
        #expect(font.glyphs.map(\.rows) == [[0x8000_0000, 0x4000_0000], [0xFF00_0000, 0x0100_0000]])
    }

    @Test("a font of version 1 is read with its table")
    func readsPSF1() throws {
        var bytes: [UInt8] = [0x36, 0x04, 0x02, 1]
        bytes += (0..<256).map { UInt8($0) }
        for code in 0..<256 { bytes += [UInt8(code), 0x01, 0xFF, 0xFF] }
        let font = try #require(BitmapFont(psf: bytes, name: "test"))
        #expect(font.glyphs.count == 256)
        #expect(font.glyphs[0x12].character == "\u{112}")
        #expect(font.glyphs[0x12].rows == [0x1200_0000])
    }

    @Test("a damaged font is refused or read in part, never a crash")
    func survivesDamage() throws {
        let table: [UInt8] = Array("A".utf8) + [0xFF, 0x42, 0xFF]
        let whole = Self.psf2(glyphs: [[1, 2], [3, 4]], table: table)
        for length in 0..<whole.count { _ = BitmapFont(psf: Array(whole.prefix(length)), name: "cut") }
        for index in whole.indices {
            for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
                var bytes = whole
                bytes[index] = value
                let font = BitmapFont(psf: bytes, name: "changed")
                #expect(font?.glyphs.count ?? 0 <= 2)
            }
        }
    }

    static func psf2(glyphs: [[UInt8]], table: [UInt8]) -> [UInt8] {
        let fields: [Int] = [0, 32, 1, glyphs.count, glyphs[0].count, glyphs[0].count, 8]
        let header = fields.flatMap { field in (0..<4).map { UInt8(field >> (8 * $0) & 0xFF) } }
        return [0x72, 0xB5, 0x4A, 0x86] + header + glyphs.flatMap { $0 } + table
    }
}
