import HCLSyntax
import TestSupport
import Testing

/// What holds of every text that is formatted, whatever it looks like.
struct FormatPropertyTests {
    private static let texts =
        (FormatSamples.bases
        + FormatSamples.mutated(count: Fuzzing.count(percent: 12), numbers: Fuzzing.numbers("format")))
        .filter { HCLParser.parseFile($0, name: "t").1.isEmpty }

    private func format(_ text: String) -> String? {
        HCLFormatter.format(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Tokens with their texts, which is all that a text means.
    private func words(_ text: String) -> [String] {
        let source = SourceText(text, name: "t")
        return HCLLexer.tokens(of: source).filter { $0.kind != .endOfFile }.map {
            "\($0.kind) \(source.text($0.start, $0.end))"
        }
    }

    @Test("formatting what is formatted changes nothing")
    func idempotence() throws {
        try #require(Self.texts.count > 500)
        let unstable = Self.texts.filter { text in
            let once = format(text)
            return once.flatMap(format) != once
        }
        #expect(unstable == [])
    }

    @Test("formatting changes no token, so that the text means what it meant")
    func meaning() throws {
        let changed = Self.texts.filter { text in format(text).map(words) != words(text) }
        #expect(changed == [])
    }

    @Test("the number of lines stays the same")
    func lines() {
        let changed = Self.texts.filter { text in
            format(text)?.utf8.count { $0 == UInt8(ascii: "\n") } != text.utf8.count { $0 == UInt8(ascii: "\n") }
        }
        #expect(changed == [])
    }
}
