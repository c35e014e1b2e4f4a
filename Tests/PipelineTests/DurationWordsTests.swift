import Testing

@testable import Pipeline

@Suite struct DurationWordsTests {
    @Test(arguments: [
        (Duration.seconds(62), "1 minute 2 seconds"), (.milliseconds(1500), "1 second 500 milliseconds"),
        (.seconds(3661), "1 hour 1 minute"), (.microseconds(6927), "6 milliseconds 927 microseconds"),
        (.microseconds(2), "2 microseconds"), (.zero, "0 microseconds"), (.seconds(3600), "1 hour"),
        (.seconds(-5), "0 microseconds"), (.seconds(31_536_000 + 604_800), "1 year 1 week"),
    ])
    func durationsAreToldInTwoUnits(duration: Duration, words: String) {
        #expect(DurationWords.text(duration) == words)
    }

    @Test(arguments: [
        (Duration.seconds(90), "1m30s"), (.milliseconds(500), "500ms"), (.seconds(7200), "2h0m0s"), (.zero, "0s"),
        (.milliseconds(1500), "1.5s"), (.microseconds(1500), "1.5ms"), (.microseconds(10), "10µs"),
        (.nanoseconds(7), "7ns"), (.nanoseconds(1500), "1.5µs"), (.seconds(10), "10s"), (.seconds(60), "1m0s"),
        (.milliseconds(90_500), "1m30.5s"), (.seconds(-90), "-1m30s"),
    ])
    func theShortFormIsGos(duration: Duration, text: String) {
        #expect(DurationWords.short(duration) == text)
    }
}
