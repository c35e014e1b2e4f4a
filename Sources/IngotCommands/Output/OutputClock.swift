import HostOS

/// What time it is, for lines and rates.
package struct OutputClock: Sendable {
    /// RFC 3339 in UTC, to the second.
    package var timestamp: @Sendable () -> String
    package var monotonicNanoseconds: @Sendable () -> Int64
    package var unixSeconds: @Sendable () -> Int64

    package init(
        timestamp: @escaping @Sendable () -> String, monotonicNanoseconds: @escaping @Sendable () -> Int64,
        unixSeconds: @escaping @Sendable () -> Int64
    ) {
        self.timestamp = timestamp
        self.monotonicNanoseconds = monotonicNanoseconds
        self.unixSeconds = unixSeconds
    }

    package static let system = OutputClock(
        timestamp: { rfc3339(HostClock.wallSeconds) }, monotonicNanoseconds: { HostClock.monotonicNanoseconds },
        unixSeconds: { HostClock.wallSeconds })

    /// The civil date of a Unix time, by the proleptic Gregorian calendar.
    static func rfc3339(_ seconds: Int64) -> String {
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let time = seconds - days * 86_400
        // Years begin in March here, so that the leap day is the last of its year.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
            + "\(padded(time / 3_600, 2)):\(padded(time / 60 % 60, 2)):\(padded(time % 60, 2))Z"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
