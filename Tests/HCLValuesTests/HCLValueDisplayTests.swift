import JSONText
import Testing

@testable import HCLValues

@Suite struct HCLValueDisplayTests {
    @Test func `shows nested values one element a line`() {
        let value = HCLValue.object([
            "b": .string("x\"y"), "a": .tuple([.number(1), .null(), .bool(true), .tuple([])]),
        ])
        let expected = """
            {
              "a" = [
                1,
                null,
                true,
                [],
              ]
              "b" = "x\\"y"
            }
            """
        #expect(value.displayText == expected)
    }

    static let numbers = [
        ("1000000", "1000000"), ("123456789.5", "1.234567895e+08"),
        ("12345678901234567890123", "1.2345678901234568e+22"),
        ("0.00001", "1e-05"), ("0.5", "0.5"), ("-12.25", "-12.25"),
    ]

    @Test(arguments: numbers)
    func `shows numbers as the console does`(text: String, expected: String) throws {
        #expect(HCLValue.number(try #require(HCLNumber(text))).displayText == expected)
    }

    @Test func `hides what is sensitive and names what is unknown`() {
        #expect(HCLValue.string("secret").marked().displayText == "<sensitive>")
        #expect(HCLValue.number(5).marked().displayText == "<sensitive>")
        #expect(HCLValue.string("secret").marked().displayText == "<sensitive>")
        #expect(HCLValue.unknown().marked().displayText == "<unknown>")
        #expect(HCLValue.tuple([.unknown()]).displayText == "<unknown>")
        #expect(HCLValue.string("raw \"text\"").displayText == "raw \"text\"")
    }

    @Test func `shows the keys of a sensitive collection and hides its elements`() {
        let inner = HCLValue.tuple([.number(1), .null(), .tuple([])])
        let hidden = "\"<sensitive>\""
        #expect(
            HCLValue.object(["a": .string("secret"), "b": inner]).marked().displayText
                == "{\n  \"a\" = \(hidden)\n  \"b\" = [\n    \(hidden),\n    \(hidden),\n    [],\n  ]\n}")
        #expect(
            HCLValue.tuple([.string("secret").marked(), .string("open")]).displayText
                == "[\n  \(hidden),\n  \"open\",\n]")
    }

    @Test func `goes to JSON and back`() throws {
        let json = try JSONParser.parse(#"{"z":[1,"é",null,true],"a":0.10}"#)
        let value = try HCLValue(json: json)
        #expect(JSONWriter().text(try value.jsonValue()) == #"{"a":0.1,"z":[1,"é",null,true]}"#)
        #expect(throws: ConversionError.self) { try HCLValue.tuple([.unknown()]).jsonValue() }
    }
}
