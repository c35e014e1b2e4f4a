import Testing

@testable import HCLValues

@Suite struct GoDurationTests {
    static let texts = [
        ("1h2m3.5s", 3_723_500_000_000, "1h2m3.5s"), ("1h", 3_600_000_000_000, "1h0m0s"), ("0", 0, "0s"),
        ("-300ms", -300_000_000, "-300ms"), ("1.5us", 1_500, "1.5µs"), ("90s", 90_000_000_000, "1m30s"),
        (".5s", 500_000_000, "500ms"),
        ("12ns", 12, "12ns"),
    ]

    @Test(arguments: texts)
    func `reads and writes Go's notation`(text: String, nanoseconds: Int, written: String) throws {
        let duration = try #require(GoDuration(text))
        #expect(duration.nanoseconds == nanoseconds)
        #expect(duration.description == written)
    }

    @Test(arguments: ["", "5", "s", "1x", "1h ", "-", ".s", "9999999999h", "1.2.3s"])
    func `refuses anything else`(text: String) {
        #expect(GoDuration(text) == nil)
    }
}
