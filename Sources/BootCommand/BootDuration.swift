/// Durations as boot commands and Go write them: `1m30s`, `1.5h`, `250ms`.
enum BootDuration {
    /// Units with their length in nanoseconds, those with two letters before their first letters.
    private static let units: [(name: String, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("\u{B5}s", 1e3), ("\u{3BC}s", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9),
        ("h", 3600e9),
    ]
    /// Go's limit, about 292 years.
    private static let longest = Double(Int64.max)

    /// The duration, or `nil` if the text is none or is too long to count.
    static func parse(_ text: String) -> Duration? {
        var rest = text[...]
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest = rest.dropFirst() }
        guard !rest.isEmpty else { return nil }
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let number = Double(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            guard let unit = units.first(where: { rest.hasPrefix($0.name) }) else { return nil }
            rest = rest.dropFirst(unit.name.count)
            total += number * unit.nanoseconds
        }
        guard total < longest else { return nil }
        return .nanoseconds(Int64(isNegative ? -total : total))
    }
}
