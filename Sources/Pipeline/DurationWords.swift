/// Durations in words and in Go's notation.
package enum DurationWords {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("year", 31_536_000_000), ("week", 604_800_000), ("day", 86_400_000), ("hour", 3_600_000),
        ("minute", 60_000), ("second", 1000), ("millisecond", 1),
    ]

    /// The two greatest units: `1 minute 2 seconds`; below a millisecond, microseconds.
    package static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        var rest = max(0, seconds) * 1000 + max(0, attoseconds) / 1_000_000_000_000_000
        guard rest > 0 else { return count(max(0, attoseconds) / 1_000_000_000_000, "microsecond") }
        var words: [String] = []
        for unit in units where rest >= unit.milliseconds {
            words.append(count(rest / unit.milliseconds, unit.name))
            rest %= unit.milliseconds
        }
        return words.prefix(2).joined(separator: " ")
    }

    /// As Go prints it: `1m30s`, `500ms`, `2h0m0s`.
    package static func short(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        guard seconds != 0 || attoseconds != 0 else { return "0s" }
        guard seconds > 0 else { return fraction(attoseconds / 1_000_000, perUnit: 1_000_000_000, below: true) }
        let tail = fraction(attoseconds / 1_000_000_000, perUnit: 1_000_000_000, whole: seconds % 60)
        let hours = seconds / 3600
        let minutes = seconds / 60 % 60
        if hours > 0 { return "\(hours)h\(minutes)m\(tail)" }
        return minutes > 0 ? "\(minutes)m\(tail)" : tail
    }

    private static func count(_ number: Int64, _ unit: String) -> String {
        "\(number) \(unit)\(number == 1 ? "" : "s")"
    }

    private static func fraction(_ nanoseconds: Int64, perUnit: Int64, whole: Int64) -> String {
        var digits = String(perUnit + nanoseconds).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return digits.isEmpty ? "\(whole)s" : "\(whole).\(digits)s"
    }

    /// Less than a second: whole milliseconds where they say it all, else microseconds.
    private static func fraction(_ picoseconds: Int64, perUnit: Int64, below: Bool) -> String {
        let microseconds = picoseconds / 1_000_000
        return microseconds % 1000 == 0 ? "\(microseconds / 1000)ms" : "\(microseconds)µs"
    }
}
