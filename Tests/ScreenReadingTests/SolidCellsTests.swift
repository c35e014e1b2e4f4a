import ScreenReading
import Testing

/// Cells of one colour: blocks, cursors, surfaces.
struct SolidCellsTests {
    private static let fonts = Result {
        BitmapFont.pcFonts(in: try FontTests.videoBIOS(), name: "video BIOS")
    }
    /// Readers that have met each of the fonts: to get the tables ready takes longest.
    private static let readers = Result {
        try fonts.get().map { font in
            var drawing = Drawing(width: 640, height: height(of: font))
            drawing.draw("Welcome to the installer", with: font, x: 0, y: 0)
            var reader = FramebufferReader()
            _ = reader.read(try drawing.picture())
            return reader
        }
    }

    private static func height(of font: BitmapFont) -> Int { 480 / font.height * font.height }

    private static let page: UInt32 = 0
    private static let ink: UInt32 = 0xAAAAAA

    /// Draws rows from the left upper corner; what is between `⟦` and `⟧` is inverse.
    private func read(_ rows: [String], font number: Int) throws -> [String] {
        let font = try Self.fonts.get()[number]
        var drawing = Drawing(width: 640, height: Self.height(of: font))
        for (row, text) in rows.enumerated() {
            var (column, isInverse) = (0, false)
            for character in text {
                if character == "⟦" || character == "⟧" {
                    isInverse = character == "⟦"
                    continue
                }
                drawing.draw(
                    String(character), with: font, x: column * 8, y: row * font.height,
                    foreground: isInverse ? Self.page : Self.ink, background: isInverse ? Self.ink : Self.page)
                column += 1
            }
        }
        var reader = try Self.readers.get()[number]
        return reader.read(try drawing.picture())?.lines ?? []
    }

    private static let figures: [[String]] = [
        ["Installing the base system", "[██████████          ] 50%"],
        ["Loading kernel and initrd", "  ███   done"],
        ["███ ███ distribution 12", "█     █ with a logo", "███ ███ of two letters"],
        ["Progress of the download: ", "██████████████████        ", "please wait"],
        ["one █ two █ three"],
        ["[██████████          ] 50% ▒▒▒▒ ░░░    █     █", "", "the end"],
        ["███ █ █ ███", "█   ███ █ █", "███ █ █ ███", "has a hole, and a line of inverse ⟦letters⟧"],
        ["A bar above a line of inverse letters:", "[██████████          ] 50%", "         ⟦ inverse letters ⟧"],
    ]

    @Test("full blocks next to spaces are read, in every font of a PC", arguments: [0, 1, 2], figures)
    func readsBlocks(font: Int, rows: [String]) throws {
        let shown = rows.map { row in
            String(row.filter { !"⟦⟧".contains($0) }.reversed().drop { $0 == " " }.reversed())
        }
        let lines = Array(try read(rows, font: font).prefix(rows.count))
        #expect(lines == shown)
    }

    private static let surfaces: [([String], [String])] = [
        (["⟦ Choose a language       ⟧ here"], [" Choose a language        here"]),
        (
            ["⟦                          ⟧", "⟦   Configure the network  ⟧", "⟦                          ⟧"],
            ["", "   Configure the network"]
        ),
        (
            ["An empty window of letters' colour:", "  ⟦          ⟧", "  ⟦          ⟧"],
            ["An empty window of letters' colour:"]
        ),
        (["golden login: ⟦ ⟧"], ["golden login:"]),
        (["GRUB's editor: linux /vmlinuz ⟦r⟧oot"], ["GRUB's editor: linux /vmlinuz root"]),
    ]

    @Test("surfaces and block cursors are no blocks", arguments: [0, 1, 2], surfaces)
    func leavesSurfaces(font: Int, _ screen: ([String], [String])) throws {
        let lines = try read(screen.0, font: font)
        #expect(Array(lines.prefix(screen.1.count)) == screen.1)
        #expect(!lines.joined().contains("█"))
    }

    @Test("a bar that is no letter of the screen's own font is a cursor", arguments: [0, 1, 2], [1, 2, 4])
    func readsCursors(number: Int, thickness: Int) throws {
        let font = try Self.fonts.get()[number]
        let height = font.height
        for bottom in (height - 2)...height where bottom - thickness > height / 2 {
            var drawing = Drawing(width: 640, height: Self.height(of: font))
            drawing.draw("Welcome to GRUB, and to_the_shell: 0123456789", with: font, x: 0, y: 0)
            drawing.draw("sh-5.2# ls -l", with: font, x: 0, y: height)
            drawing.fill(x: 13 * 8, y: height + bottom - thickness, width: 8, height: thickness, colour: Self.ink)
            var reader = try Self.readers.get()[number]
            let reading = reader.read(try drawing.picture())
            // The underscore of the two larger fonts is a row above their bottom.
            let isUnderscore = thickness == 1 && bottom == [14, 13, 0][number]
            let prompt = "sh-5.2# ls -l" + (isUnderscore ? "_" : "")
            #expect(reading?.lines[1] == prompt, "\(thickness) rows above \(bottom)")
        }
    }

    @Test("the sides of frames are told from bars, where both look alike", arguments: [0, 1, 2])
    func readsFrames(font: Int) throws {
        let rows = ["┌─────────┐", "│ a | b   │", "│ yes     │", "└─────────┘", "ls | wc -l", "cat | sort"]
        #expect(Array(try read(rows, font: font).prefix(rows.count)) == rows)
    }

    private static let underscores: [([String], [String])] = [
        (["golden login: _"], ["golden login:"]),
        (["boot: install auto_"], ["boot: install auto"]),
        (["cd my_folder", "some_name_ and text"], ["cd my_folder", "some_name_ and text"]),
        (
            ["a name_ first", "Name: ________", "then more text"],
            ["a name_ first", "Name: ________", "then more text"]
        ),
        (["Enter: _", "", "F1 helps, F10 saves"], ["Enter:", "", "F1 helps, F10 saves"]),
        (["field: ____"], ["field: ____"]),
    ]

    @Test("in a font whose underscore looks like a cursor, the place tells them apart", arguments: underscores)
    func tellsUnderscores(_ screen: ([String], [String])) throws {
        #expect(Array(try read(screen.0, font: 2).prefix(screen.1.count)) == screen.1)
    }
}
