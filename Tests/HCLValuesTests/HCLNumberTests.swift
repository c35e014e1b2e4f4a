import Testing

@testable import HCLValues

@Suite struct HCLNumberTests {
    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("1", "1"), ("1.50", "1.5"), ("0.1", "0.1"), (".5", "0.5"), ("5.", "5"),
        ("1e3", "1000"), ("1.5e-3", "0.0015"), ("9007199254740993", "9007199254740993"),
        ("9223372036854775808", "9223372036854775808"), ("-9223372036854775808", "-9223372036854775808"),
        ("1e25", "10000000000000000000000000"),
        ("123456789012345678901234567890.5", "123456789012345678901234567890.5"),
        ("0.000000000000000000000000000000000000001", "0.000000000000000000000000000000000000001"), ("+7", "7"),
        ("1E2", "100"),
    ])
    func `writes the shortest text that reads back`(text: String, expected: String) throws {
        let number = try #require(HCLNumber(text))
        #expect(number.text == expected)
        #expect(HCLNumber(number.text) == number)
    }

    @Test(arguments: ["", "a", "1a", "0x10", "1e", "1_000", "--1", ".", "e5", "1e999999999", "1e-999999999", "1.2.3"])
    func `refuses what is no number or out of range`(text: String) {
        #expect(HCLNumber(text) == nil)
    }

    @Test func `adds tenths without a trace of binary`() throws {
        let tenth = try #require(HCLNumber("0.1"))
        let fifth = try #require(HCLNumber("0.2"))
        #expect(try (tenth + fifth).text == "0.3")
    }

    @Test func `divides to 512 bits`() throws {
        let digits = String(repeating: "3", count: 154) + "5"
        #expect(try (HCLNumber(1) / 3).text == "0." + digits)
        #expect(try HCLNumber(6) / 3 == 2)
        #expect(throws: HCLNumber.ArithmeticError.divisionByZero) { try HCLNumber(6) / 0 }
        #expect(throws: HCLNumber.ArithmeticError.divisionByZero) { try HCLNumber(6) % 0 }
    }

    @Test(arguments: [
        ("-7", "3", "-1"), ("7", "-3", "1"), ("5.5", "2", "1.5"), ("-5.5", "2", "-1.5"), ("6", "-1", "0"),
    ])
    func `takes remainders toward zero`(left: String, right: String, expected: String) throws {
        let result = try #require(HCLNumber(left)) % #require(HCLNumber(right))
        #expect(result.text == expected)
    }

    @Test func `crosses the border of machine integers both ways`() throws {
        let sum = try HCLNumber(Int.max) + 1
        #expect(sum.text == "9223372036854775808")
        #expect(sum.exactInt == nil)
        #expect(try sum - 1 == HCLNumber(Int.max))
        #expect(-HCLNumber(Int.min) == sum)
        #expect(try HCLNumber(Int.max) * HCLNumber(Int.max) > sum)
        #expect(try HCLNumber(Int.min) % -1 == 0)
    }

    @Test func `orders numbers by value`() throws {
        let texts = ["-1e30", "-1.5", "-1", "0", "1e-300", "0.5", "1", "1.0000000000000000001", "9e18", "1e19"]
        let numbers = try texts.map { try #require(HCLNumber($0)) }
        #expect(numbers.shuffled().sorted() == numbers)
    }

    @Test(arguments: [("1.5", "1", "2"), ("-1.5", "-2", "-1"), ("2", "2", "2"), ("-0.1", "-1", "0"), ("0.1", "0", "1")])
    func `rounds down and up`(text: String, floor: String, ceiling: String) throws {
        let number = try #require(HCLNumber(text))
        #expect(number.floor.text == floor)
        #expect(number.ceiling.text == ceiling)
    }

    @Test(arguments: [0.1, -1.5, 1e300, .leastNonzeroMagnitude, 123456.789, 4503599627370497.5])
    func `carries doubles exactly`(value: Double) throws {
        #expect(try #require(HCLNumber(value)).double == value)
    }

    @Test func `rounds decimal text to the nearest double`() throws {
        for text in ["0.3", "2.675", "1e23", "8.41e21", "179769313486231580793728971405301e276"] {
            #expect(try #require(HCLNumber(text)).double == Double(text))
        }
        #expect(try #require(HCLNumber("1e400")).double == .infinity)
    }

    @Test func `stops before numbers grow without bound`() throws {
        var number = try #require(HCLNumber("1e1000"))
        #expect(throws: HCLNumber.ArithmeticError.outOfRange) {
            for _ in 0..<20 { number = try number * number }
        }
    }
}
