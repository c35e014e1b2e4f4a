import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues
import Testing

/// Short expressions that ask for more than any machine has.
@Suite struct BombTests {
    @Test(
        "what would take all memory or all time gets an error instead",
        arguments: [
            "range(1e9)", "range(0, 1, 1e-9)", #"format("%999999999d", 1)"#, #"format("%.999999999f", 1)"#,
            #"format("%*d", 999999999, 1)"#, "setproduct(range(1024), range(1024), range(1024))",
            "setproduct(range(1000), [for i in range(600) : i])",
            "[for a in range(1024) : [for b in range(1024) : [for c in range(1024) : c]]]",
            "[for a in range(1024) : [for b in range(1024) : [for c in range(1024) : c if false]]]",
            "\"%{ for a in range(1024) }%{ for b in range(1024) }%{ for c in range(1024) }${c}%{ endfor }%{ endfor }%{ endfor }\"",
            #"replace(format("%9999d", 1), " ", format("%9999d%9999d", 1, 1))"#,
            #"join(format("%9999d", 1), [for i in range(14) : range(1024)]...)"#,
            "bcrypt(\"x\", 31)", "pow(10, 1e9)", "1e9000 * 1e9000", "parseint(join(\"\", range(1024), [1e9000]), 10)",
            #"try([for a in range(1024) : [for b in range(1024) : [for c in range(1024) : 1 if false]]], 1)"#,
            #"yamldecode(join("", [for i in range(1000) : "["]))"#,
            #"jsondecode(join("", [for i in range(1000) : "["]))"#, "unix_timestamp_parse(1e30)",
        ])
    func bombs(expression: String) {
        let (value, problems) = FunctionTesting.evaluate(expression, stepLimit: 10_000)
        #expect(problems.containsError)
        #expect(value.isUnknown)
    }

    @Test("values that share their parts cannot grow without end")
    func sharing() {
        var value = HCLValue.string(String(repeating: "x", count: 1000))
        var doublings = 0
        while value.isReasonable {
            value = .tuple([value, value])
            doublings += 1
            // Without a limit this loop would go on for ever; the limit must come long before 2^40 elements.
            guard doublings < 40 else { break }
        }
        #expect((15...18).contains(doublings))
        let (result, problems) = FunctionTesting.evaluate("big", variables: ["big": value])
        #expect(problems.map(\.summary) == ["Value too large"])
        #expect(result.isUnknown)
    }

    @Test("values that are nested too deep are refused before anything walks through them")
    func depth() {
        var value = HCLValue.string("x")
        for _ in 0..<499 { value = .tuple([value]) }
        let variables: [String: HCLValue] = ["v": value]
        #expect(FunctionTesting.evaluate("jsonencode(v)", variables: variables).1.isEmpty)
        #expect(FunctionTesting.evaluate("[v]", variables: variables).1.isEmpty)
        #expect(FunctionTesting.evaluate("[[v]]", variables: variables).1.containsError)
    }

    @Test("deep expressions are refused or evaluated, but never end the program", arguments: [100, 1000, 100_000])
    func nesting(depth: Int) {
        for (open, close) in [
            ("(", ")"), ("[", "]"), ("upper(", ")"), ("{a=", "}"), ("!", ""), ("-", ""), ("\"${", "}\""),
        ] {
            let text = String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
            let (value, problems) = FunctionTesting.evaluate(text)
            #expect(problems.containsError || !value.isUnknown)
        }
    }

    @Test("a loop full of mistakes gives a page of errors, not a book")
    func manyErrors() {
        let (_, problems) = FunctionTesting.evaluate("[for a in range(1024) : [for b in range(100) : a + nope]]")
        #expect((1...100).contains(problems.count))
    }
}
