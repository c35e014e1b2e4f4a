import Testing

@testable import HCLValues

@Suite struct CivilTimeTests {
    static let moments = [
        (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
        (1_709_210_096, "2024-02-29T12:34:56Z"), (4_102_444_800, "2100-01-01T00:00:00Z"),
        (-62_135_596_800, "0001-01-01T00:00:00Z"),
    ]

    @Test(arguments: moments)
    func `knows the calendar both ways`(seconds: Int, text: String) throws {
        #expect(CivilTime(unixSeconds: seconds).rfc3339 == text)
        #expect(try #require(CivilTime(rfc3339: text)).unixSeconds == seconds)
    }

    @Test(arguments: [
        (0, "19700101T000000Z"), (951_782_399, "20000228T235959Z"), (951_782_400, "20000229T000000Z"),
        (1_369_353_600, "20130524T000000Z"), (4_107_542_399, "21000228T235959Z"), (4_107_542_400, "21000301T000000Z"),
    ])
    func `the basic format is told in UTC`(seconds: Int, text: String) {
        #expect(CivilTime(unixSeconds: seconds, offset: 7200).basicUTC == text)
    }

    @Test func `keeps offsets`() throws {
        let time = try #require(CivilTime(rfc3339: "2024-03-01T01:00:00.25+02:30"))
        #expect(time.unixSeconds == 1_709_245_800)
        #expect(time.rfc3339 == "2024-03-01T01:00:00+02:30")
        #expect(time.nanosecond == 250_000_000)
        #expect(time.weekdayName == "Friday")
        #expect(time.dayOfYear == 61)
    }

    @Test(arguments: [
        "", "2024-02-30T00:00:00Z", "2024-01-01 00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:00:00",
        "2024-13-01T00:00:00Z", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00+1:00", "2024-01-01T00:00:0xZ",
    ])
    func `refuses what is no timestamp`(text: String) {
        #expect(CivilTime(rfc3339: text) == nil)
    }

    static let layouts = [
        ("2006-01-02T15:04:05Z07:00", "2024-02-09T15:04:05Z"),
        ("Mon Jan _2 03:04:05 PM 06", "Fri Feb  9 03:04:05 PM 24"),
        ("Monday, January 2 3:4:5pm", "Friday, February 9 3:4:5pm"), ("20060102-150405.000", "20240209-150405.000"),
        ("MST -0700 Z0700", "UTC +0000 Z"), ("build", "build"), ("Month", "Month"), ("002", "040"),
    ]

    @Test(arguments: layouts)
    func `writes Go's layouts`(layout: String, expected: String) throws {
        let time = try #require(CivilTime(rfc3339: "2024-02-09T15:04:05Z"))
        #expect(GoTimeLayout.text(time, layout) == expected)
    }

    @Test(arguments: [("%Y-%m-%d", "2024-02-09"), ("%H:%M:%S %p", "15:04:05 PM"), ("%q", "%q"), ("", "")])
    func `writes strftime formats`(format: String, expected: String) throws {
        let time = try #require(CivilTime(rfc3339: "2024-02-09T15:04:05Z"))
        #expect(StrftimeFormat.text(time, format) == expected)
    }
}
