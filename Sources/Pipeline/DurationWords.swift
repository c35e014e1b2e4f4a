/// Durations in words and in Go's notation.
package enum DurationWords {
    private static let units: [(name: String, microseconds: Int64)] = [
        ("year", 31_536_000_000_000), ("week", 604_800_000_000), ("day", 86_400_000_000), ("hour", 3_600_000_000),
        ("minute", 60_000_000), ("second", 1_000_000), ("millisecond", 1000), ("microsecond", 1),
    ]

    /// The two greatest units: `1 minute 2 seconds`, `34 milliseconds 368 microseconds`.
    package static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        var rest = max(0, seconds) * 1_000_000 + max(0, attoseconds) / 1_000_000_000_000
        var words: [String] = []
        for unit in units where rest >= unit.microseconds {
            words.append(count(rest / unit.microseconds, unit.name))
            rest %= unit.microseconds
        }
        return words.isEmpty ? "0 microseconds" : words.prefix(2).joined(separator: " ")
    }

    /// As Go prints it: `1m30s`, `500ms`, `2h0m0s`.
    package static func short(_ duration: Duration) -> String {
        let (whole, attoseconds) = duration.components
        let nanoseconds = attoseconds / 1_000_000_000
        guard whole != 0 || nanoseconds != 0 else { return "0s" }
        guard whole >= 0, nanoseconds >= 0 else { return "-" + short(.zero - duration) }
        guard whole > 0 else { return fraction(of: nanoseconds) }
        let seconds = decimal(whole % 60 * 1_000_000_000 + nanoseconds, per: 1_000_000_000) + "s"
        if whole >= 3600 { return "\(whole / 3600)h\(whole / 60 % 60)m\(seconds)" }
        return whole >= 60 ? "\(whole / 60)m\(seconds)" : seconds
    }

    private static func count(_ number: Int64, _ unit: String) -> String {
        "\(number) \(unit)\(number == 1 ? "" : "s")"
    }

    /// Less than a second, in the greatest unit that gives a whole part.
    private static func fraction(of nanoseconds: Int64) -> String {
        switch nanoseconds {
        case 1_000_000...: decimal(nanoseconds, per: 1_000_000) + "ms"
        case 1000...: decimal(nanoseconds, per: 1000) + "µs"
        default: "\(nanoseconds)ns"
        }
    }

    /// `number / unit` without zeros at its end; `unit` is a power of ten.
    private static func decimal(_ number: Int64, per unit: Int64) -> String {
        var digits = String(unit + number % unit).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(number / unit)" + (digits.isEmpty ? "" : ".\(digits)")
    }
}
