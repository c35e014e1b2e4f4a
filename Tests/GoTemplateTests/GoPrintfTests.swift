import Testing

@testable import GoTemplate

@Suite struct GoPrintfTests {
    static let formats: [(String, [GoValue], String)] = [
        (
            "%d|%05d|%-5d|%+d|%x|%X|%o|%b|%c", Array(repeating: .int(42), count: 9),
            "42|00042|42   |+42|2a|2A|52|101010|*"
        ),
        (
            "%s|%10s|%-6s|%q|%x|%.2s", Array(repeating: .string("a\"b"), count: 6),
            "a\"b|       a\"b|a\"b   |\"a\\\"b\"|612262|a\""
        ),
        (
            "%f|%.2f|%8.3f|%e|%g|%v|%08.2f", Array(repeating: .double(-3.14159), count: 7),
            "-3.141590|-3.14|  -3.142|-3.141590e+00|-3.14159|-3.14159|-0003.14"
        ),
        ("%t %v %v %v", [.bool(true), .none, .list([.int(1)]), .map(["a": .int(1)])], "true <no value> [1] map[a:1]"),
        ("%d%%", [.int(5)], "5%"), ("%[2]s %[1]s", [.string("a"), .string("b")], "b a"),
        ("%d", [.string("x")], "%!d(string=x)"), ("%d", [], "%!d(MISSING)"), ("x", [.int(1)], "x%!(EXTRA int=1)"),
        ("%", [], "%!(NOVERB)"), ("%s", [.int(1)], "%!s(int=1)"),
    ]

    @Test(arguments: formats)
    func `formats as Go does`(format: String, arguments: [GoValue], expected: String) {
        #expect(GoPrintf.format(format, arguments) == expected)
    }

    static let doubles: [(Double, Character, Int?, String)] = [
        (0.1, "f", 20, "0.10000000000000000555"), (2.5, "f", 0, "2"), (3.5, "f", 0, "4"), (0.05, "f", 1, "0.1"),
        (9.995, "f", 2, "9.99"), (999.9, "e", 2, "1.00e+03"), (1e21, "g", nil, "1e+21"), (123456, "g", nil, "123456"),
        (1_234_567, "g", nil, "1.234567e+06"), (0.0001, "g", nil, "0.0001"), (0.00001, "G", nil, "1E-05"),
        (0, "e", 3, "0.000e+00"),
        (100, "g", 3, "100"), (1234.5, "g", 2, "1.2e+03"), (-0.0, "f", 1, "-0.0"), (.infinity, "f", nil, "+Inf"),
        (0.5, "f", 0, "0"), (0.51, "f", 0, "1"), (0.001, "f", 1, "0.0"),
    ]

    @Test(arguments: doubles)
    func `rounds doubles by their exact value`(value: Double, verb: Character, precision: Int?, expected: String) {
        #expect(value.goText(verb: verb, precision: precision) == expected)
    }

    @Test func `refuses enormous widths`() {
        #expect(GoPrintf.format("%999999999d", [.int(1)]) == "%!(NOVERB)")
    }

    @Test(arguments: [("a\tb\u{1}é\u{200B}", "\"a\\tb\\x01é\\u200b\""), ("\\\"", "\"\\\\\\\"\"")])
    func `quotes as Go does`(text: String, expected: String) {
        #expect(text.goQuoted == expected)
        #expect(String(expected.dropFirst().dropLast()).goUnquoted == text)
    }
}
