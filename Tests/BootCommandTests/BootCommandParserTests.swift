import Diagnostics
import Testing

@testable import BootCommand

struct BootCommandParserTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var steps: [BootCommand.Step]
        var testDescription: String { text }

        init(_ text: String, _ steps: BootCommand.Step...) {
            self.text = text
            self.steps = steps
        }
    }

    static func key(_ scalar: Unicode.Scalar) -> BootCommand.Step { .press(.character(scalar)) }

    static let cases: [Case] = [
        Case("a<enter>", key("a"), .press(.named(.enter))),
        Case("<ENTER><Return>", .press(.named(.enter)), .press(.named(.return))),
        Case("<wait>", .wait(.seconds(1))),
        Case("<wait5>", .wait(.seconds(5))),
        Case("<wait5s>", .wait(.seconds(5))),
        Case("<wait1m30s>", .wait(.seconds(90))),
        Case("<wait1.5h>", .wait(.seconds(5400))),
        Case("<wait250ms>", .wait(.milliseconds(250))),
        Case("<wait3\u{B5}s>", .wait(.microseconds(3))),
        Case("<WAIT>", key("<"), key("W"), key("A"), key("I"), key("T"), key(">")),
        Case("<waitx>", key("<"), key("w"), key("a"), key("i"), key("t"), key("x"), key(">")),
        Case("<leftAltOn><f2><leftaltoff>", .hold(.named(.leftAlt)), .press(.named(.f2)), .release(.named(.leftAlt))),
        Case("<aOn><aOFF>", .hold(.character("a")), .release(.character("a"))),
        Case("<>On><<off>", .hold(.character(">")), .release(.character("<"))),
        Case("<delOn>", .hold(.named(.del))),
        Case("a<b", key("a"), key("<"), key("b")),
        Case("<<esc>", key("<"), .press(.named(.esc))),
        Case("<on>", key("<"), key("o"), key("n"), key(">")),
        Case("<", key("<")),
        Case(""),
        Case("é", key("é")),
    ]

    @Test(arguments: cases)
    func `a boot command becomes these steps`(_ test: Case) {
        let (command, _) = BootCommand.parse(test.text)
        #expect(command.steps == test.steps)
    }

    @Test(arguments: [
        ("<entr>", "<enter>"), ("<leftAltOm>", "<leftAltOn>"), ("<WAIT>", "<wait>"), ("<f13>", "<f1>"),
    ])
    func `a misspelt key is typed as text, with a warning that names the nearest`(_ text: String, _ nearest: String) {
        let (command, diagnostics) = BootCommand.parse(text)
        #expect(command.steps.count == text.count)
        #expect(diagnostics.map(\.severity) == [.warning])
        #expect(diagnostics.first?.advice == ["Did you mean \(nearest)?"])
    }

    @Test(arguments: ["<a b>", "x < y > z", "<>", "<x>", "</tag>"])
    func `text in brackets that is no misspelt key passes without a warning`(_ text: String) {
        #expect(BootCommand.parse(text).diagnostics.isEmpty)
    }

    @Test(arguments: ["<wait0>", "<wait0s>", "<wait-5>", "<wait-1m>"])
    func `a wait of no time is an error`(_ text: String) {
        #expect(BootCommand.parse(text).diagnostics.containsError)
    }

    @Test func `a command of a million brackets ends`() {
        let text = String(repeating: "<", count: 100_000)
        #expect(BootCommand.parse(text).command.steps.count == 100_000)
    }

    @Test func `the waits are summed`() {
        #expect(BootCommand.parse("<wait2>a<wait500ms>").command.waits == .milliseconds(2500))
    }
}
