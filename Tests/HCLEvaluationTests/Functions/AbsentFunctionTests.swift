import Diagnostics
import HCLValues
import Testing

@testable import HCLEvaluation

@Suite struct AbsentFunctionTests {
    private static let functions = FunctionLibrary.standard(.init(startTime: 0, currentTime: { 0 }))

    @Test("a function of a related language is no function here, and what to do instead is told")
    func advice() {
        for (name, advice) in FunctionLibrary.absent {
            let (_, found) = FunctionTesting.evaluate("\(name)(1)", functions: Self.functions)
            #expect(found.map(\.summary) == ["Call to unknown function"])
            #expect(found.map(\.detail) == ["There is no function named \"\(name)\". \(advice)"])
        }
    }

    @Test(
        "the advice works",
        arguments: [
            ("convert(1, string)", #""1""#), (#"convert("1", number)"#, "1"), (#"convert("true", bool)"#, "true"),
            (#"convert(convert(["b", "a", "b"], set(any)), list(any))"#, #"["a","b"]"#),
            ("convert({ a = 1 }, map(any))", #"{"a":1}"#), ("try([5][0], null)", "5"), ("try([][0], null)", "null"),
            ("[for x in [1, 2, 3] : x if !contains([2], x)]", "[1,3]"),
        ])
    func works(expression: String, value: String) {
        #expect(FunctionTesting.text(expression) == value)
    }
}
