import Diagnostics
import HostOS
import OpticalReading
import ScreenReading
import TestSupport
import Testing

/// The real library; `nil` where it is missing.
let opticalReader = Task { try? await OpticalReader.open() }

/// Pictures read by the real library.
@Suite(
    .serialized,
    .enabled("libtesseract5 or tesseract-ocr-eng is not installed") { await opticalReader.value != nil })
struct OpticalReaderTests {
    static let folder = HostPath.join(HostPath.dirname(#filePath), "../Fixtures/optical")
    static let names: [String] = {
        // An empty list fails the test below.
        let files = (try? HostFiles.list(folder)) ?? []
        return files.filter { $0.hasSuffix(".png") }.map { String($0.dropLast(4)) }.sorted()
    }()

    /// A picture, or its rows from the top, which take less time.
    static func picture(_ name: String, rows: Int? = nil) throws -> ScreenPicture {
        let whole = try #require(ScreenPicture(png: try HostFiles.read(folder + "/" + name + ".png")))
        let height = rows ?? whole.height
        return try #require(
            ScreenPicture(width: whole.width, height: height, pixels: Array(whole.pixels[..<(whole.width * height)])))
    }

    @Test func `there are screens of a graphical installer`() {
        #expect(Self.names.contains { $0.hasPrefix("debian-gtk") })
    }

    /// The benchmark reads all of them.
    @Test(arguments: ["debian-gtk-locale"])
    func `nearly all words of a graphical installer are read`(name: String) async throws {
        let reader = try #require(await opticalReader.value)
        let lines = try await reader.lines(on: Self.picture(name))
        let shown = try HostFiles.readText(Self.folder + "/" + name + ".txt")
        let score = WordScore(read: ScreenText(lines).text, shown: shown)
        #expect(score.found >= 0.95, "missing: \(score.missing), invented: \(score.invented)")
        #expect(lines.allSatisfy { (0...1).contains($0.confidence) })
    }

    @Test func `lines tell where they are`() async throws {
        let reader = try #require(await opticalReader.value)
        let name = try #require(Self.names.first { $0.contains("language") })
        let picture = try Self.picture(name, rows: 170)
        let lines = try await reader.lines(on: picture)
        let title = try #require(lines.first { $0.text.contains("Select a language") })
        #expect((80..<100).contains(title.box.y) && title.box.height < 20 && title.confidence > 0.8)
        #expect(title.box.x >= 0 && title.box.x + title.box.width <= picture.width)
        #expect(lines == lines.sorted { ($0.box.y, $0.box.x) < ($1.box.y, $1.box.x) })
    }

    @Test func `the chosen row of a list is read as the others are`() async throws {
        let reader = try #require(await opticalReader.value)
        let picture = try Self.picture("debian-gtk-menu", rows: 220)
        let texts = try await reader.lines(on: picture).map(\.text)
        #expect(texts.contains { $0.contains("Choose language") }, "\(texts)")
        #expect(texts.contains("Configure the speech synthesizer voice"), "\(texts)")
    }

    @Test func `a picture without text has no lines, and a hostile one stops nothing`() async throws {
        let reader = try #require(await opticalReader.value)
        let plain = try #require(ScreenPicture(width: 640, height: 480, pixels: Array(repeating: 7, count: 640 * 480)))
        #expect(try await reader.lines(on: plain).isEmpty)
        for (width, height) in [(8, 8), (2000, 8), (8, 2000), (64, 64)] {
            let pixels = (0..<(width * height)).map { UInt32(truncatingIfNeeded: $0 &* 0x9E37_79B1) & 0xFF_FFFF }
            let noise = try #require(ScreenPicture(width: width, height: height, pixels: pixels))
            let lines = try await reader.lines(on: noise)
            #expect(lines.allSatisfy { $0.box.x + $0.box.width <= width + 1 && $0.box.y + $0.box.height <= height + 1 })
        }
    }

    @Test(arguments: [(16_384, 2_000), (1, 100), (100, 7)])
    func `pictures of impossible sizes are refused`(width: Int, height: Int) async throws {
        let reader = try #require(await opticalReader.value)
        var pixels = [UInt32](repeating: 0, count: width * height)
        pixels[0] = 1
        let picture = try #require(ScreenPicture(width: width, height: height, pixels: pixels))
        await #expect(throws: OpticalReadingError.tooLarge(width: width, height: height)) {
            try await reader.lines(on: picture)
        }
    }

    @Test func `cancelling ends the reading, and the reader goes on`() async throws {
        let reader = try await OpticalReader.open()
        let picture = try Self.picture(try #require(Self.names.first), rows: 120)
        let reading = Task { try await reader.lines(on: picture) }
        reading.cancel()
        await #expect(throws: CancellationError.self) { try await reading.value }
        #expect(try await !reader.lines(on: picture).isEmpty)
    }

    @Test func `a language without data is named, with its package`() async throws {
        for (languages, missing) in [
            ("eng+xx_none", ["xx_none"]), ("xx_none+eng", ["xx_none"]), ("xx_none", ["xx_none"]),
            ("xx_none+yy", ["xx_none", "yy"]),
        ] {
            await #expect(throws: OpticalReadingError.missingLanguages(missing)) {
                try await OpticalReader.open(languages: languages)
            }
        }
        let diagnostic = OpticalReadingError.missingLanguages(["chi_sim"]).diagnostic
        #expect(diagnostic.advice.joined().contains("tesseract-ocr-chi-sim"))
    }
}

@Suite struct OpticalLanguagesTests {
    @Test(arguments: ["eng", "eng+deu", "chi_sim", "Latin"])
    func `names of languages are taken`(text: String) { #expect(OpticalReader.areLanguages(text)) }

    @Test(arguments: ["", "+", "eng+", "../eng", "eng deu", "a/b", "é", String(repeating: "x", count: 200)])
    func `other texts are refused`(text: String) async {
        #expect(!OpticalReader.areLanguages(text))
        await #expect(throws: OpticalReadingError.invalidLanguages(text)) {
            try await OpticalReader.open(languages: text)
        }
    }
}
