import ScreenReading
import Testing

struct PFF2FontTests {
    /// A font whose letter M is 8 wide, with a glyph of 3 by 5 pixels for each given character.
    static func font(_ characters: [UInt32], left: Int16 = 2, bottom: Int16 = 0, deviceWidth: UInt16 = 8) -> [UInt8] {
        func section(_ name: String, _ data: [UInt8]) -> [UInt8] { Array(name.utf8) + big(UInt32(data.count)) + data }
        let head =
            section("FILE", Array("PFF2".utf8)) + section("NAME", Array("Test".utf8)) + section("ASCE", [0, 12])
            + section("DESC", [0, 4])
        let dataStart = head.count + 8 + 9 * characters.count + 8
        var index: [UInt8] = []
        var data: [UInt8] = []
        for character in characters {
            index += big(character) + [0] + big(UInt32(dataStart + data.count))
            data += big(UInt16(3)) + big(UInt16(5)) + big(UInt16(bitPattern: left)) + big(UInt16(bitPattern: bottom))
            // Rows: 111 101 111 100 111, without gaps.
            data += big(deviceWidth) + [0b1111_0111, 0b1100_1110]
        }
        return head + section("CHIX", index) + Array("DATA".utf8) + [0xFF, 0xFF, 0xFF, 0xFF] + data
    }

    private static func big(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    @Test("a glyph stands on its line")
    func readsGlyphs() throws {
        let font = try #require(BitmapFont(pff2: Self.font([0x4D, 0x416]), name: "test"))
        #expect(font.width == 8 && font.height == 16)
        #expect(font.glyphs.map(\.character) == ["M", "Ж"])
        let rows = font.glyphs[0].rows.map { $0 >> 24 }
        #expect(rows == [0, 0, 0, 0, 0, 0, 0, 0x38, 0x28, 0x38, 0x20, 0x38, 0, 0, 0, 0])
    }

    @Test("glyphs that leave their cell are left out", arguments: [(-1, 0), (6, 0), (2, 11), (2, -5)])
    func leavesOutOthers(place: (Int, Int)) {
        let font = BitmapFont(pff2: Self.font([0x4D], left: Int16(place.0), bottom: Int16(place.1)), name: "test")
        #expect(font?.glyphs.isEmpty ?? true)
    }

    @Test("a damaged font is refused or read in part, never a crash")
    func survivesDamage() {
        let whole = Self.font([0x4D, 0x4E])
        for length in 0..<whole.count { _ = BitmapFont(pff2: Array(whole.prefix(length)), name: "cut") }
        for index in whole.indices {
            for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
                var bytes = whole
                bytes[index] = value
                #expect(BitmapFont(pff2: bytes, name: "changed")?.glyphs.count ?? 0 <= 2)
            }
        }
    }
}
