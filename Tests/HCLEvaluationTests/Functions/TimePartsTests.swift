import Testing

@testable import HCLEvaluation

@Suite struct TimePartsTests {
    @Test("a timestamp is taken apart where its clock stands")
    func parts() {
        let expected =
            #"{"day":25,"hour":23,"iso_week":30,"iso_year":2023,"minute":43,"month":7,"month_name":"July","second":16,"#
            + #""unix":1690321396,"weekday":2,"weekday_name":"Tuesday","year":2023,"year_day":206}"#
        #expect(FunctionTesting.text(#"rfc3339_parse("2023-07-25T23:43:16+02:00")"#) == expected)
        #expect(FunctionTesting.text(#"rfc3339_parse("2023-07-25 23:43:16.5+02:00")"#) == expected)
        #expect(FunctionTesting.text(#"unix_timestamp_parse(1690321396).rfc3339"#) == #""2023-07-25T21:43:16Z""#)
        #expect(FunctionTesting.text(#"keys(unix_timestamp_parse(0))"#).contains(#""rfc3339""#))
    }

    @Test(
        "weeks of ISO 8601 belong to the year of their Thursday",
        arguments: [
            ("2021-01-03", "[2020,53]"), ("2021-01-04", "[2021,1]"), ("2024-12-30", "[2025,1]"),
            ("2020-12-31", "[2020,53]"), ("2023-01-01", "[2022,52]"), ("2000-02-29", "[2000,9]"),
        ])
    func weeks(day: String, expected: String) {
        let expression = "[for t in [rfc3339_parse(\"\(day)T00:00:00Z\")] : [t.iso_year, t.iso_week]][0]"
        #expect(FunctionTesting.text(expression) == expected)
    }

    @Test(
        "what is no time is refused",
        arguments: [
            (#"rfc3339_parse("2023-07-25")"#, "RFC3339"), (#"rfc3339_parse("2023-02-29T00:00:00Z")"#, "RFC3339"),
            (#"rfc3339_parse("2023-07-25_23:43:16Z")"#, "RFC3339"), ("unix_timestamp_parse(0.5)", "whole number"),
            ("unix_timestamp_parse(1e19)", "whole number"), ("unix_timestamp_parse(null)", "null"),
        ])
    func refused(expression: String, expected: String) {
        #expect(FunctionTesting.text(expression).contains(expected))
    }

    @Test("the ends of 64 bits are times, too", arguments: [Int.min, Int.max, -1])
    func ends(seconds: Int) {
        #expect(FunctionTesting.evaluate("unix_timestamp_parse(\(seconds)).year").1.isEmpty)
    }
}
