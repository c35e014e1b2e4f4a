import ScreenReading
import Testing

struct UEFIFontTests {
    private static func record(_ code: UInt16, _ rows: [UInt8], attributes: UInt8 = 0) -> [UInt8] {
        [UInt8(code & 0xFF), UInt8(code >> 8), attributes] + rows + Array(repeating: 0, count: 19 - rows.count)
    }

    private static let table =
        record(0x20, []) + record(0x21, [0x18, 0x18]) + record(0x41, [0x38]) + record(0x2500, [0xFF]) + record(0, [])

    @Test("the font of firmware's console is found among other bytes", arguments: [0, 1, 1000])
    func findsFont(before count: Int) throws {
        let bytes = Array(repeating: 0xEE, count: count) + Self.table + [1, 2, 3]
        let font = try #require(BitmapFont(uefi: bytes, name: "firmware"))
        #expect(font.width == 8 && font.height == 19)
        #expect(font.glyphs.map(\.character) == [" ", "!", "A", "─"])
        #expect(font.glyphs[1].rows.prefix(3) == [0x1800_0000, 0x1800_0000, 0])
    }

    @Test("bytes without such a table hold no font")
    func findsNothing() {
        #expect(BitmapFont(uefi: Array(repeating: 0, count: 5000), name: "nothing") == nil)
        #expect(BitmapFont(uefi: [], name: "nothing") == nil)
    }
}
