import Testing

@testable import BootCommand

struct KeyboardLayoutTests {
    @Test(
        "a character is on this key",
        arguments: [
            ("us", "/", "/"), ("us", "?", "S?"), ("de", "/", "S7"), ("de", "y", "z"), ("de", "Z", "Sy"),
            ("de", "=", "S0"), ("de", "@", "Gq"), ("de", ":", "S."), ("de", "-", "/"), ("de", "_", "S/"),
            ("fr", "a", "q"), ("fr", "1", "S1"), ("fr", ".", "S,"), ("fr", ":", "."), ("fr", "/", "S."),
            ("fr", "=", "="), ("uk", "@", "S'"), ("uk", "\"", "S2"), ("uk", "#", "\\"), ("es", "/", "S7"),
            ("es", "=", "S0"), ("es", "ñ", ";"), ("jp", "=", "S-"), ("jp", ":", "'"), ("jp", "@", "["),
        ])
    func findsTheKey(layout: String, character: String, expected: String) throws {
        let scalar = try #require(character.unicodeScalars.first)
        let stroke = try #require(KeyboardLayout.named(layout)?.strokes(for: scalar)?.first)
        let key = Unicode.Scalar(stroke.keysym).map { "\($0)" } ?? "?"
        #expect((stroke.hasShift ? "S" : "") + (stroke.hasAltGr ? "G" : "") + key == expected)
    }

    @Test("a dead key is followed by a space")
    func followsDeadKeys() {
        #expect(KeyboardLayout.named("de")?.strokes(for: "^") == [.init(0x60), .init(0x20)])
        // As Linux's layouts have them, not Windows's.
        #expect(KeyboardLayout.named("fr")?.strokes(for: "`") == [.init(0x37, altGr: true)])
        #expect(KeyboardLayout.named("es")?.strokes(for: "~") == [.init(0x34, altGr: true)])
    }

    @Test("each layout has a key for every character that boot commands need", arguments: KeyboardLayout.names)
    func coversASCII(name: String) throws {
        let layout = try #require(KeyboardLayout.named(name))
        for value in UInt32(0x20)..<0x7F {
            let scalar = try #require(Unicode.Scalar(value))
            #expect(layout.strokes(for: scalar) != nil, "\(scalar)")
        }
    }

    @Test("no two characters of a layout are one stroke", arguments: KeyboardLayout.names)
    func isUnambiguous(name: String) throws {
        let layout = try #require(KeyboardLayout.named(name))
        var seen: [[KeyboardLayout.Stroke]: Unicode.Scalar] = [:]
        for value in UInt32(0x20)..<0x180 {
            guard let scalar = Unicode.Scalar(value), let strokes = layout.strokes(for: scalar) else { continue }
            #expect(seen[strokes] == nil, "\(scalar) and \(seen[strokes].map { "\($0)" } ?? "")")
            seen[strokes] = scalar
        }
    }

    @Test("a character without a key is found")
    func findsMissing() {
        #expect(BootCommand.parse("aéaé").command.characters(withoutKeyOn: .us) == ["é"])
    }
}
