import Testing

@testable import JSONText

@Suite struct JSONWriterTests {
    static let sample: JSONValue = ["b": [1, nil, []], "a": ["x": "<y> \"\u{2028}\u{1}"], "e": [:]]

    @Test func `writes compactly in the given order`() {
        #expect(
            JSONWriter().text(Self.sample)
                == #"{"b":[1,null,[]],"a":{"x":"<y> \"\u2028\u0001"},"e":{}}"#)
    }

    @Test func `escapes HTML on demand`() {
        #expect(JSONWriter(escapesHTML: true).quoted("<&>") == #""\u003c\u0026\u003e""#)
    }

    @Test func `indents as Go does`() {
        let expected = """
            {
              "b": [
                1,
                null,
                []
              ],
              "a": {
                "x": "<y> \\"\\u2028\\u0001"
              },
              "e": {}
            }
            """
        #expect(JSONWriter(indentation: 2).text(Self.sample) == expected)
    }

    @Test func `reads back what it wrote`() throws {
        for writer in [JSONWriter(), JSONWriter(indentation: 4, escapesHTML: true)] {
            #expect(try JSONParser.parse(writer.text(Self.sample)) == Self.sample)
        }
    }
}
