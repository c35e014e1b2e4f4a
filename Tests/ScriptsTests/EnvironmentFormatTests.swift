import Testing

@testable import Scripts

@Suite struct EnvironmentFormatTests {
    @Test func variablesAreSortedAndQuotesStayQuotes() {
        let format = EnvironmentFormat(format: "%s='%s' ")
        #expect(format.text(["B": "it's", "A": "100%s"]) == "A='100%s' B='it'\"'\"'s' ")
    }

    @Test func carriageReturnsBeforeLineFeedsAreRemovedAndOthersStay() {
        #expect(ScriptOptions.withUnixLineEnds(Array("a\r\nb\rc\r".utf8)) == Array("a\nb\rc\r".utf8))
    }
}
