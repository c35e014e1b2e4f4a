import ScreenReading
import Testing

@testable import BootCommand

struct ConditionWaitTests {
    private func perform(_ text: String, _ guest: PretendedGuest) async throws {
        try await BootTypist(clock: guest.clock).type(BootCommand.parse(text).command, on: guest, watchedBy: guest)
    }

    @Test(
        "a wait ends when the screen shows the text",
        arguments: [
            "Loading kernel", "Loading k.*l", "^Loading", "kernel\\.\\.\\.$", "kernel...", "\\[OK\\]", "[OK]",
            "login: $",
            "(?i)loading",
        ])
    func waitsForText(pattern: String) async throws {
        let guest = PretendedGuest()
        guest.say("nothing yet", at: .seconds(1))
        guest.say("[OK] done\nLoading kernel...\nlogin: ", at: .seconds(20))
        try await perform("<waitText '\(pattern)'>x", guest)
        #expect(guest.clock.elapsed >= .seconds(20) && guest.clock.elapsed < .seconds(21))
        #expect(guest.waits.count == 1)
        #expect(guest.looks < 200)
    }

    @Test("text that runs over the border is found")
    func findsWrappedText() async throws {
        let guest = PretendedGuest()
        guest.say("a line of more than forty characters ends here", at: .zero)
        try await perform("<waitText 'characters ends'>", guest)
        #expect(guest.clock.elapsed < .seconds(1))
    }

    @Test("a wait ends when the text is gone")
    func waitsForNoText() async throws {
        let guest = PretendedGuest()
        guest.say("please wait", at: .zero)
        guest.say("done", at: .seconds(5))
        try await perform("<waitGone \"wait\">", guest)
        #expect(guest.clock.elapsed >= .seconds(5))
    }

    @Test("a wait ends when the screen has been still")
    func waitsForStillness() async throws {
        let guest = PretendedGuest()
        for second in 0..<10 { guest.say("second \(second)", at: .seconds(second)) }
        try await perform("<waitScreenStill 2s>", guest)
        #expect(guest.clock.elapsed >= .seconds(11) && guest.clock.elapsed < .seconds(12))
    }

    @Test("what one wait found on the serial port does not end the next")
    func takesSerialText() async throws {
        let guest = PretendedGuest()
        guest.say("login: ... login: ", at: .zero)
        try await perform("<waitSerial 'login: '><waitSerial 'login: '>", guest)
        await #expect(throws: BootWaitFailure.self) { try await perform("<waitSerial 'login: ' 3s>", guest) }
    }

    @Test("a time that runs out is told with what was there")
    func tellsWhatWasThere() async throws {
        let guest = PretendedGuest()
        guest.say("Welcome\nbooot> \nother text", at: .zero)
        let failure = await #expect(throws: BootWaitFailure.self) {
            try await perform("<waitText 'boot> ' 30s>", guest)
        }
        #expect(failure?.closestLine == "booot>")
        #expect(failure?.description.contains("waited 30 s until the screen shows \"boot> \"") == true)
        #expect(guest.clock.elapsed >= .seconds(30) && guest.clock.elapsed < .seconds(31))
    }

    @Test("a picture is told as one")
    func tellsOfPictures() async throws {
        var editor = PretendedGuest.Editor()
        editor.isPicture = true
        let guest = PretendedGuest(editor)
        let failure = await #expect(throws: BootWaitFailure.self) { try await perform("<waitText 'x' 1s>", guest) }
        #expect(failure?.sawText == false)
    }

    @Test("a line that was guessed is told as one")
    func tellsOfGuesses() async throws {
        var editor = PretendedGuest.Editor()
        editor.isOptical = true
        let guest = PretendedGuest(editor)
        guest.say("Seiect a language", at: .zero)
        let failure = await #expect(throws: BootWaitFailure.self) {
            try await perform("<waitText 'Select a language' 1s>", guest)
        }
        #expect(failure?.description.contains("The closest line is (OCR): Seiect a language") == true)
    }

    @Test("a wait without a witness is refused")
    func needsAWitness() async throws {
        await #expect(throws: BootWitnessMissing.self) {
            try await BootTypist(clock: SteppedClock()).type(
                BootCommand.parse("<waitText 'x'>").command, on: NotingKeyboard())
        }
    }

    @Test(
        "the closest line is the one that needs the fewest changes",
        arguments: [
            ("boot:", "Boot: _"), ("login: $", "golden logim:"), ("GNU GRUB", "GNU GRVB version"), ("zzzzzz", nil),
        ] as [(String, String?)])
    func findsTheClosest(wanted: String, expected: String?) {
        let lines = ["Boot: _", "", "golden logim:", "GNU GRVB version", "b"]
        #expect(ClosestLine.find(wanted, in: lines) == expected)
    }
}
