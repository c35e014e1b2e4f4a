import Diagnostics
import Testing

@testable import BootCommand

struct ConditionParserTests {
    static func await(_ subject: BootCondition.Subject, _ seconds: Int = 300) -> BootCommand.Step {
        .await(BootCondition(subject, timeout: .seconds(seconds)))
    }

    @Test("waits for conditions are read")
    func reads() throws {
        let boot = try TextPattern("boot:")
        let cases: [(String, [BootCommand.Step])] = [
            ("<waitText \"boot:\">", [Self.await(.screenShows(boot))]),
            ("<waitText 'boot:'>", [Self.await(.screenShows(boot))]),
            ("<WAITTEXT  'boot:'  2m >", [Self.await(.screenShows(boot), 120)]),
            ("<waitText 'boot:' 90>", [Self.await(.screenShows(boot), 90)]),
            ("<waitText 'a>b' 5s>", [Self.await(.screenShows(try TextPattern("a>b")), 5)]),
            (#"<waitText 'it\'s'>"#, [Self.await(.screenShows(try TextPattern(#"it\'s"#)))]),
            (#"<waitText "a \"b\" c">"#, [Self.await(.screenShows(try TextPattern(#"a \"b\" c"#)))]),
            ("<waitGone 'boot:'>", [Self.await(.screenLacks(boot))]),
            ("<waitSerial 'boot:' 1m30s>", [Self.await(.serialSays(boot), 90)]),
            ("<waitScreenStill>", [Self.await(.screenIsStill(.seconds(1)))]),
            ("<waitScreenStill 2s>", [Self.await(.screenIsStill(.seconds(2)))]),
            ("<waitScreenStill 2s 10s>", [Self.await(.screenIsStill(.seconds(2)), 10)]),
        ]
        for (text, steps) in cases {
            let (command, diagnostics) = BootCommand.parse(text)
            #expect(command.steps == steps, "\(text)")
            #expect(diagnostics.isEmpty, "\(text)")
            #expect(command.beginsWithCondition)
        }
    }

    @Test(
        "what is not written like such a wait is typed as it stands, with a warning",
        arguments: [
            "<waitText boot:>", "<waitText>", "<waitText \"boot:>", "<waitText 'a' 1s 2s>", "<waitGone >",
            "<waitScreenStill 1s 2s 3s>", "<waitSerial 'x'", "<waitText 'a\\'>",
        ])
    func warns(text: String) {
        let (command, diagnostics) = BootCommand.parse(text)
        #expect(command.steps.count == text.unicodeScalars.count)
        #expect(diagnostics.map(\.severity) == [.warning])
    }

    @Test(
        "what cannot be waited for is an error",
        arguments: [
            "<waitText ''>", "<waitText '('>", "<waitText 'a' x>", "<waitText 'a' 0s>", "<waitScreenStill -1s>",
            "<waitText 'a' -5>",
        ])
    func refuses(text: String) {
        #expect(BootCommand.parse(text).diagnostics.contains { $0.severity == .error })
    }

    @Test(
        "old texts keep their meaning", arguments: ["<waitTex 'a'>", "<waitTextual 'a'>", "waitText 'a'", "<wait10>"])
    func keepsOldTexts(text: String) {
        let steps = BootCommand.parse(text).command.steps
        #expect(!steps.contains { if case .await = $0 { true } else { false } })
    }

    @Test("a pattern without an end is bounded")
    func isBounded() {
        let text = "<waitText '" + String(repeating: "x", count: 100_000)
        #expect(BootCommand.parse(text).command.steps.count == text.count)
    }
}
