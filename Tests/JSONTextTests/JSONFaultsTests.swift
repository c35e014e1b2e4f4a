import Diagnostics
import Testing

@testable import JSONText

@Suite struct JSONFaultsTests {
    private static func places(_ text: String) -> [Int] {
        JSONParser.faults(Array(text.utf8)).map(\.position.byte)
    }

    @Test(
        "tells each fault once, and reads on behind the element that it is in",
        arguments: [
            ("[1, x, 2, y]", [4, 10]),
            (#"{"a": x, "b": 1, "c": y}"#, [6, 22]),
            (#"{"a": [1,], "b": {"c": 1,}}"#, [9, 25]),
            (#"{"a": 1 "b": 2, "c" 3}"#, [8, 20]),
            (#"{"a": {"b": x, "c": "}, ]"}, d: 1}"#, [12, 29]),
            ("[// note, here\n1, 'a', 2]", [1, 18]),
            ("[\"open\n, x]", [6, 9]),
            ("[1, 2} ", [5]),
            (#"{"a": [1, 2}, "b": x}"#, [11, 19]),
            ("[1, x", [4]),
            ("1 2", [2]),
            ("", [0]),
        ])
    func faults(text: String, places: [Int]) {
        #expect(Self.places(text) == places)
    }

    @Test("tells no fault of a text that can be read", arguments: ["{}", "[1, {\"a\": [\"/#\", null]}]", " 1 "])
    func sound(text: String) {
        #expect(Self.places(text) == [])
    }

    @Test("the first fault is the one that reading the text tells, and there are never more than ten")
    func first() {
        let text = "[" + Array(repeating: "x", count: 50).joined(separator: ",") + "]"
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(text) }
        #expect(Self.places(text).count == 10)
        #expect(Self.places(text).first == error?.position.byte)
    }

    @Test("takes time in proportion to the text, however deep it nests", .timeLimit(.minutes(10)))
    func scaling() {
        let deep = String(repeating: "[", count: 390) + String(repeating: "x,", count: 200_000)
        #expect(!Self.places(deep).isEmpty)
    }
}
