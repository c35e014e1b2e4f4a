import HCLValues
import Testing

@testable import ComponentAPI

@Suite struct OptionValueTests {
    private func read<Value: OptionValue>(_ value: HCLValue, as type: Value.Type = Value.self) throws -> Value {
        try Value(option: value) { $0 == "{{ x }}" ? "7" : $0 }
    }

    @Test func `reads scalars leniently`() throws {
        #expect(try read(.number(5), as: String.self) == "5")
        #expect(try read(.bool(true), as: String.self) == "true")
        #expect(try read(.string("{{ x }}"), as: Int.self) == 7)
        #expect(try read(.string("1.5"), as: Double.self) == 1.5)
        #expect(try read(.number(HCLNumber(4)), as: Int.self) == 4)
    }

    @Test(arguments: [("true", true), ("1", true), ("T", true), ("false", false), ("0", false), ("", false)])
    func `reads booleans in quotes`(text: String, expected: Bool) throws {
        #expect(try read(.string(text), as: Bool.self) == expected)
    }

    @Test func `reads durations in Go's notation`() throws {
        #expect(try read(.string("1m30s"), as: Duration.self) == .seconds(90))
        #expect(try read(.number(0), as: Duration.self) == .zero)
        let error = #expect(throws: OptionMismatch.self) { try read(.string("soon"), as: Duration.self) }
        #expect(error?.message.contains("\"90s\"") == true)
    }

    @Test func `takes a single value for a list of one`() throws {
        #expect(try read(.string("a"), as: [String].self) == ["a"])
        #expect(try read(.tuple([.string("a"), .number(1)]), as: [String].self) == ["a", "1"])
        #expect(try read(.tuple([.tuple([.string("a"), .string("b")])]), as: [[String]].self) == [["a", "b"]])
    }

    @Test func `reads maps and skips nulls`() throws {
        #expect(try read(.object(["a": .number(1), "b": .null()]), as: [String: String].self) == ["a": "1"])
    }

    @Test func `says where a mismatch is`() {
        let error = #expect(throws: OptionMismatch.self) {
            try read(.object(["a": .tuple([.string("1"), .string("x")])]), as: [String: [Int]].self)
        }
        #expect(error?.message == "at key \"a\" at position 1 must be a number, but is the text \"x\".")
    }

    @Test func `names the kinds that do not fit`() {
        let error = #expect(throws: OptionMismatch.self) { try read(.object([:]), as: String.self) }
        #expect(error?.message == "must be a string, but is of type object.")
        #expect(throws: OptionMismatch.self) { try read(.number(HCLNumber("1.5") ?? 0), as: Int.self) }
    }

    @Test func `knows the types options show in help`() {
        #expect([[String]].optionType == .list(.list(.string)))
        #expect([String: Duration].optionType == .map(.duration))
    }
}
