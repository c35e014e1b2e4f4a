import HostOS
import OpticalReading
import ScreenReading
import TestSupport
import Testing

@testable import QEMUBuilder

/// The library's own picture tests are OpticalReadingTests.
@Suite(
    .enabled("libtesseract5 or tesseract-ocr-eng is not installed") {
        (try? await OpticalSight(languages: "eng")) != nil
    })
struct OpticalSightTests {
    private let picture: ScreenPicture
    private let sight: OpticalSight

    init() async throws {
        let path = HostPath.join(HostPath.dirname(#filePath), "../Fixtures/optical/debian-gtk-language.png")
        let whole = try #require(ScreenPicture(png: try HostFiles.read(path)))
        // Its rows from the top, which take less time.
        picture = try #require(
            ScreenPicture(width: whole.width, height: 220, pixels: Array(whole.pixels[..<(whole.width * 220)])))
        sight = try await OpticalSight(languages: "eng")
    }

    @Test func `a graphical installer is read, and marked as guessed`() async throws {
        let text = try #require(await sight.text(on: picture))
        #expect(text.text.contains("Select a language") && text.isOptical)
    }

    @Test func `no console is found on it`() {
        var reader = FramebufferReader()
        #expect(reader.read(picture) == nil)
    }

    @Test func `a cursor that blinks changes nothing, and a new page does`() async throws {
        let text = try await sight.text(on: picture)
        var pixels = picture.pixels
        for row in 200..<216 {
            for column in 300..<302 { pixels[row * picture.width + column] = 0xFF0000 }
        }
        let other = try #require(ScreenPicture(width: picture.width, height: picture.height, pixels: pixels))
        #expect(try await sight.text(on: other) == text)
        let blank = try #require(
            ScreenPicture(width: 320, height: 200, pixels: [1] + Array(repeating: 0, count: 320 * 200 - 1)))
        #expect(try await sight.text(on: blank) == nil)
    }

    @Test func `what is too large to be read has no text`() async throws {
        let pixels = [1] + [UInt32](repeating: 0, count: 16_384 * 1_100 - 1)
        let large = try #require(ScreenPicture(width: 16_384, height: 1_100, pixels: pixels))
        #expect(try await sight.text(on: large) == nil)
    }
}
