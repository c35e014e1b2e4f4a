import Testing

@testable import BuildEvents

@Suite struct RedactorTests {
    func redact(_ text: String, _ secrets: String...) -> String {
        let redactor = Redactor()
        for secret in secrets { redactor.add(secret) }
        return redactor.redact(text)
    }

    @Test func everyOccurrenceOfASecretIsMasked() {
        #expect(redact("swordfish, swordfishes", "swordfish") == "<sensitive>, <sensitive>es")
    }

    @Test func theLinesOfASecretAreMaskedEachAndTogether() {
        #expect(redact("a first line b", "first line\nsecond") == "a <sensitive> b")
        #expect(redact("x\nfirst\nsecond\ny", "first\nsecond\n") == "x\n<sensitive>\ny")
        #expect(redact("x\r\nfirst\r\nsecond\r\ny", "first\nsecond") == "x\r\n<sensitive>\r\ny")
        #expect(redact("x\nfirst\nsecond", "first\r\nsecond") == "x\n<sensitive>")
    }

    @Test func blanksAroundALineDoNotHideIt() {
        #expect(redact("got: token", "  token \n") == "got: <sensitive>")
    }

    @Test func overlappingSecretsAreMaskedAsOne() {
        #expect(redact("abcdefg", "abcd", "cdef") == "<sensitive>g")
        #expect(redact("password1", "password", "password1") == "<sensitive>")
    }

    @Test func aSecretThatIsPartOfTheMaskDoesNotMaskIt() {
        #expect(redact("a sensitive thing", "sensitive") == "a <sensitive> thing")
    }

    @Test func aCombiningCharacterBehindASecretDoesNotHideIt() {
        #expect(redact("pass\u{301}word pass", "pass") == "<sensitive>\u{301}word <sensitive>")
    }

    @Test(arguments: [
        ("available about ab.", "ab", "available about <sensitive>."),
        ("port 22, 2 of 3", "2", "port 22, <sensitive> of 3"),
        ("password=xy", "xy", "password=<sensitive>"), ("==> a = b", "=", "==> a <sensitive> b"),
        ("élan é", "é", "élan <sensitive>"), ("\"ab\"", "ab", "\"<sensitive>\""),
    ])
    func aSecretOfOneOrTwoCharactersIsMaskedWhereItStandsAlone(text: String, secret: String, shown: String) {
        #expect(redact(text, secret) == shown)
    }

    @Test func emptySecretsAndBlanksMaskNothing() {
        #expect(redact("a b\nc", "", " ", "\n\n") == "a b\nc")
    }

    @Test func ourOwnWordsStayAndOthersWordsDoNot() {
        let redactor = Redactor()
        redactor.add("ingot")
        let guest = "ingot"
        #expect(redactor.redact("Starting ingot for \(guest)" as EventText) == "Starting ingot for <sensitive>")
        #expect(redactor.redact("Folder \(own: "/tmp/ingot-1")" as EventText) == "Folder /tmp/ingot-1")
    }

    @Test func aSecretThatBeginsInOurWordsAndEndsInAnothersIsMasked() {
        let redactor = Redactor()
        redactor.add("user=root")
        #expect(redactor.redact("login user=\("root")" as EventText) == "login <sensitive>")
    }

    @Test func aSecretWithControlCharactersIsMaskedAsATerminalShowsIt() {
        #expect(redact("it is abcd", "ab\u{1B}[0mcd") == "it is <sensitive>")
    }
}
