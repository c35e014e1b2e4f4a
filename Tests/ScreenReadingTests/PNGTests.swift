import ScreenReading
import Testing

struct PNGTests {
    /// Two by two pixels with a palette of two colours, one bit a pixel, in a stored block.
    private static let small: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        + chunk("IHDR", [0, 0, 0, 2, 0, 0, 0, 2, 1, 3, 0, 0, 0]) + chunk("PLTE", [0, 0, 0, 0xFF, 0x80, 0])
        + chunk("IDAT", stored([0, 0x40, 0, 0x80])) + chunk("IEND", [])

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        [0, 0, UInt8(data.count >> 8), UInt8(data.count & 0xFF)] + Array(name.utf8) + data + [0, 0, 0, 0]
    }

    /// Data of zlib's format in one block that is not packed, with their checksum (Adler-32).
    private static func stored(_ data: [UInt8]) -> [UInt8] {
        var (sum, sums): (UInt32, UInt32) = (1, 0)
        for byte in data {
            sum = (sum + UInt32(byte)) % 65_521
            sums = (sums + sum) % 65_521
        }
        let (low, high) = (UInt8(data.count & 0xFF), UInt8(data.count >> 8))
        let check = [sums >> 8, sums, sum >> 8, sum].map { UInt8(truncatingIfNeeded: $0) }
        return [0x78, 0x01, 1, low, high, ~low, ~high] + data + check
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
            + Self.chunk("IDAT", Self.stored(data)) + Self.chunk("IEND", [])
        let picture = try #require(ScreenPicture(png: file))
        #expect(picture.pixels.map { $0 & 0xFF } == shown)
    }

    @Test("data that were changed on the way are refused")
    func checksData() throws {
        var file = Self.small
        let place = try #require(file.firstIndex(of: 0x40))
        file[place] = 0x41
        #expect(ScreenPicture(png: file) == nil)
    }

    @Test("a file that claims to be larger than its data is refused")
    func refusesClaims() {
        var file = Self.small
        // The width's second byte: 65,538 pixels of one bit, then 16,384 of them.
        file[17] = 1
        #expect(ScreenPicture(png: file) == nil)
        (file[17], file[18], file[19]) = (0, 0x40, 0)
        #expect(ScreenPicture(png: file) == nil)
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
