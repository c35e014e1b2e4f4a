import Testing

@testable import JSONText

@Suite struct LocatedJSONTests {
    @Test func `tells where every part stands`() throws {
        let text = #"{ "a": [1, "é"], "b": null }"#
        let bytes = Array(text.utf8)
        let value = try JSONParser.parseLocated(bytes)
        let members = try #require(value.members)
        #expect(bytes.text(value.range) == text)
        #expect(bytes.text(members[0].nameRange) == #""a""#)
        #expect(bytes.text(members[0].value.range) == #"[1, "é"]"#)
        #expect(members[0].value.array?.map { bytes.text($0.range) } == ["1", #""é""#])
        #expect(members[1].value.isNull)
        #expect(value.value == ["a": [1, "é"], "b": nil])
    }

    @Test func `keeps duplicates and their order`() throws {
        let value = try JSONParser.parseLocated(Array(#"{"b":1,"a":2,"b":3}"#.utf8))
        #expect(value.members?.map(\.name) == ["b", "a", "b"])
    }

    @Test(arguments: [
        (#""abc""#, [1, 2, 3, 4]),
        (#""a\nb""#, [1, 2, 4, 5]),
        (#""\u00e9x""#, [1, 1, 7, 8]),
        (#""\ud83d\ude00!""#, [1, 1, 1, 1, 13, 14]),
        (#""é""#, [1, 2, 3]),
        (#""""#, [1]),
    ])
    func `maps each byte of a string to its place`(text: String, expected: [Int]) {
        #expect(JSONParser.offsets(ofStringAt: 0, in: Array(text.utf8)) == expected)
    }

    @Test func `starts where it is told to`() throws {
        let bytes: [UInt8] = [0xEF, 0xBB, 0xBF] + Array("[]".utf8)
        #expect(try JSONParser.parseLocated(bytes, from: 3).range == 3..<5)
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parseLocated(bytes) }
    }

    @Test(arguments: [
        ("{'a': 1}", "strings stand in double quotes"), ("{\"a\": 1,}", "no comma may stand before"),
        ("[1, 2,]", "no comma may stand before"), ("{\n// why\n}", "JSON has no comments"),
        ("[", "the text ends where a value is expected"),
    ])
    func `names the usual mistakes`(text: String, reason: String) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(text) }
        #expect(error?.message.contains(reason) == true)
    }
}

extension [UInt8] {
    fileprivate func text(_ range: Range<Int>) -> String { String(decoding: self[range], as: UTF8.self) }
}
