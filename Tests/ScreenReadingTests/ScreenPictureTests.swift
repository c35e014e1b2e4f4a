import ScreenReading
import Testing

struct ScreenPictureTests {
    @Test("a picture file is read")
    func readsPPM() throws {
        let file = Array("P6\n# made by hand\n2 1\n255\n".utf8) + [1, 2, 3, 0xFF, 0, 0x10]
        let picture = try #require(ScreenPicture(ppm: file))
        #expect(picture.width == 2 && picture.height == 1)
        #expect(picture.pixels == [0x010203, 0xFF0010])
    }

    @Test(
        "what is no picture file is refused",
        arguments: [
            "", "P6", "P5\n1 1\n255\n...", "P6\n2 2\n255\nxxx", "P6\n99999999999999 1\n255\n", "P6\n0 0\n255\n",
            "P6\n-1 1\n255\n...", "P6\n1 1\n65535\n......", "P6\n1 1 255",
        ])
    func refuses(text: String) {
        #expect(ScreenPicture(ppm: Array(text.utf8)) == nil)
    }

    @Test("pixels must be as many as the size says")
    func refusesOtherSize() {
        #expect(ScreenPicture(width: 2, height: 2, pixels: [1, 2, 3]) == nil)
        #expect(ScreenPicture(width: 1 << 20, height: 1, pixels: []) == nil)
    }

    @Test("a console has few colours, a photograph has many", arguments: [(2, true), (16, true), (200, false)])
    func countsColours(count: Int, isFew: Bool) throws {
        let pixels = (0..<10_000).map { UInt32($0 % count) }
        let picture = try #require(ScreenPicture(width: 100, height: 100, pixels: pixels))
        #expect(picture.hasFewColours == isFew)
    }
}
