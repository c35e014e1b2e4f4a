import ScreenReading
import Testing

struct LinuxFontTests {
    /// A font of the video BIOS, as the kernel keeps one that was loaded.
    private static func loaded(noted count: UInt32 = 0) throws -> (memory: [UInt8], font: BitmapFont) {
        let font = try #require(BitmapFont.pcFonts(in: try FontTests.videoBIOS(), name: "video BIOS").first)
        let data = font.glyphs.flatMap { glyph in glyph.rows.map { UInt8($0 >> 24) } }
        let header = [crc(data), count, UInt32(data.count), 1].flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
        }
        return (Array(repeating: 0xA5, count: 4096) + header + data + Array(repeating: 0, count: 100), font)
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        bytes.reduce(UInt32(0)) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1 }
        }
    }

    @Test("a font that was loaded into Linux's console is found in memory", arguments: [UInt32(0), 256])
    func findsLoadedFont(noted: UInt32) throws {
        let (memory, original) = try Self.loaded(noted: noted)
        let fonts = BitmapFont.linuxFonts(in: memory, name: "memory")
        let font = try #require(fonts.first)
        #expect(fonts.count == 1 && font.width == 8 && font.height == 16)
        for letter in "Aag~█│é" {
            let rows = font.glyphs.first { $0.character == letter }?.rows
            #expect(rows == original.glyphs.first { $0.character == letter }?.rows, "\(letter)")
        }
    }

    @Test("what its CRC does not prove is no font", arguments: [4096, 4104, 4112, 5000])
    func wantsProof(place: Int) throws {
        var memory = try Self.loaded().memory
        memory[place] ^= 1
        #expect(BitmapFont.linuxFonts(in: memory, name: "memory").isEmpty)
    }

    @Test("memory that ends within a font holds none")
    func endsEarly() throws {
        let memory = try Self.loaded().memory
        for length in stride(from: 0, to: memory.count - 100, by: 501) {
            #expect(BitmapFont.linuxFonts(in: Array(memory[..<length]), name: "memory").isEmpty)
        }
    }
}
