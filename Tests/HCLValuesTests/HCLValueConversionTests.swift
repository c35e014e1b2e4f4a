import Testing

@testable import HCLValues

@Suite struct HCLValueConversionTests {
    static let conversions: [(HCLValue, HCLType, HCLValue)] = [
        (.number(1), .string, .string("1")),
        (.bool(true), .string, .string("true")),
        (.string("1.5"), .number, .number(HCLNumber("1.5") ?? 0)),
        (.string("1"), .bool, .bool(true)),
        (.tuple([.number(1), .string("a")]), .list(.dynamic), .list(of: .string, [.string("1"), .string("a")])),
        (
            .tuple([.string("b"), .string("a"), .string("b")]), .set(.string),
            .set(of: .string, [.string("a"), .string("b")])
        ),
        (.object(["a": .number(1)]), .map(.string), .map(of: .string, ["a": .string("1")])),
        (
            .map(of: .string, ["a": .string("1"), "x": .string("y")]), .object(["a": .number]),
            .object(["a": .number(1)])
        ),
        (
            .object(["a": .number(1)]), .object(["a": .number, "b": .list(.string)], optional: ["b"]),
            .object(["a": .number(1), "b": .null(.list(.string))])
        ),
        (.null(), .list(.string), .null(.list(.string))),
        (.unknown(), .number, .unknown(.number)),
        (.tuple([]), .list(.dynamic), .list(of: .dynamic, [])),
        (.list(of: .string, [.string("1")]), .tuple([.number]), .tuple([.number(1)])),
        (.number(1), .dynamic, .number(1)),
    ]

    @Test(arguments: conversions)
    func `converts safely and by value`(value: HCLValue, target: HCLType, expected: HCLValue) throws {
        #expect(try value.converted(to: target) == expected)
    }

    static let refusals: [(HCLValue, HCLType, String)] = [
        (.string("x"), .number, "a number is required"),
        (.string("True"), .bool, "a bool is required; to convert from string, use lowercase \"true\""),
        (.tuple([.string("a")]), .string, "string required"),
        (.string("a"), .list(.string), "list of string required"),
        (.object([:]), .object(["a": .string, "b": .string]), "attributes \"a\" and \"b\" are required"),
        (.tuple([.string("1"), .tuple([])]), .list(.number), "element [1]: number required"),
        (.object(["a": .tuple([.string("x")])]), .map(.list(.number)), "element [\"a\"][0]: a number is required"),
        (.tuple([.string("a"), .tuple([])]), .list(.dynamic), "all list elements must have the same type"),
        (.unknown(.bool), .number, "number required"),
    ]

    @Test(arguments: refusals)
    func `says what is required`(value: HCLValue, target: HCLType, message: String) {
        let error = #expect(throws: ConversionError.self) { try value.converted(to: target) }
        #expect(error?.description == message)
    }

    @Test func `keeps marks at every depth`() throws {
        let value = try HCLValue.tuple([.number(1).marked(), .number(2)]).converted(to: .list(.string))
        #expect(value.elementValues?.map(\.isSensitive) == [true, false])
        #expect(!value.isSensitive)
        #expect(value.containsSensitive)
        #expect(!value.unmarkedDeep().containsSensitive)
        #expect(value.sensitiveStrings == ["1"])
    }

    static let unifications: [([HCLType], HCLType?)] = [
        ([], .dynamic), ([.string, .number], .string), ([.number, .bool], nil), ([.bool, .string], .string),
        ([.tuple([.string]), .tuple([.number, .tuple([])])], nil),
        ([.tuple([.string]), .tuple([.number, .string])], .list(.string)),
        ([.tuple([.string]), .tuple([.number])], .tuple([.string])),
        ([.list(.string), .tuple([.number])], .list(.string)),
        ([.object(["a": .string]), .object(["b": .number])], .map(.string)),
        ([.string, .tuple([])], nil), ([.string, .dynamic], .dynamic),
    ]

    @Test(arguments: unifications)
    func `unifies types`(types: [HCLType], expected: HCLType?) {
        #expect(HCLType.unify(types) == expected)
    }

    @Test func `normalises strings`() {
        #expect(HCLValue.string("e\u{301}").stringValue?.unicodeScalars.count == 1)
    }
}
