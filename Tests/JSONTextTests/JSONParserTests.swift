import Diagnostics
import Testing

@testable import JSONText

@Suite struct JSONParserTests {
    static let readings: [(String, JSONValue)] = [
        ("null", JSONValue.null), (" true ", true), ("-0.10e+3", .number("-0.10e+3")),
        (#""a\u00e9\ud83d\ude00\n""#, "aé😀\n"), ("[]", []), ("{}", [:]),
        (#"{"b":[1,{"a":null}],"b":2}"#, ["b": [1, ["a": nil]], "b": 2]),
        (#""\ud800x""#, "\u{FFFD}x"), ("123456789012345678901234567890", .number("123456789012345678901234567890")),
    ]

    @Test(arguments: readings)
    func `reads values as written`(text: String, expected: JSONValue) throws {
        #expect(try JSONParser.parse(text) == expected)
    }

    @Test(arguments: [
        "", "nul", "01", "1.", "+1", "[1,]", "{\"a\":1,}", "{a:1}", "'a'", "\"a", "\"\\x\"", "\"\u{1}\"", "1 2",
        "[1", "{\"a\"", "\"\\u12\"", "// c\n1", "1e", "--1", "NaN",
    ])
    func `refuses what the standard does not allow`(text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(text) }
    }

    @Test func `points to the fault`() {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse("{\n  \"a\": x\n}") }
        #expect(error?.position.line == 2)
        #expect(error?.position.column == 8)
    }

    @Test func `refuses bytes that are no UTF-8`() {
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
    }

    @Test func `refuses deep nesting instead of running out of stack`() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(deep) }
    }

    @Test func `finds members, elements and duplicates`() throws {
        let value = try JSONParser.parse(#"{"a":[10,"x"],"n":1.5,"a2":true,"n":2}"#)
        #expect(value["a"]?[0]?.int == 10)
        #expect(value["a"]?[1]?.string == "x")
        #expect(value["a"]?[2] == nil)
        #expect(value["n"]?.double == 2)
        #expect(value.duplicateName == "n")
        #expect(value["missing"] == nil)
    }
}
