/// A length of time in Go's notation: `1h2m3.5s`, `-300ms`.
public struct GoDuration: Hashable, Sendable, Comparable {
    /// The whole length, negative for times before.
    public var nanoseconds: Int

    /// A length in nanoseconds.
    public init(nanoseconds: Int) {
        self.nanoseconds = nanoseconds
    }

    /// A length in whole seconds.
    public init(seconds: Int) {
        nanoseconds = seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue
    }

    /// The same length for the clocks of this language.
    public var duration: Duration { .nanoseconds(nanoseconds) }

    public static func < (lhs: GoDuration, rhs: GoDuration) -> Bool {
        lhs.nanoseconds < rhs.nanoseconds
    }
}

extension GoDuration {
    /// Largest first, as the text lists them.
    private static let units: [(names: [String], nanoseconds: Int)] = [
        (["h"], 3_600_000_000_000), (["m"], 60_000_000_000), (["s"], 1_000_000_000), (["ms"], 1_000_000),
        (["us", "\u{B5}s", "\u{3BC}s"], 1_000), (["ns"], 1),
    ]

    /// Reads numbers with units, and `0` alone; `nil` for anything else and beyond 290 years.
    public init?(_ text: String) {
        var rest = text[...]
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        if rest == "0" {
            self.init(nanoseconds: 0)
            return
        }
        guard !rest.isEmpty else { return nil }
        var total = 0
        while !rest.isEmpty {
            guard let part = Self.takePart(&rest) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow else { return nil }
            total = sum
        }
        self.init(nanoseconds: isNegative ? -total : total)
    }

    private static func takePart(_ rest: inout Substring) -> Int? {
        let whole = takeDigits(&rest)
        var fraction: Substring = ""
        if rest.first == "." {
            rest.removeFirst()
            fraction = takeDigits(&rest)
        }
        let name = rest.prefix { $0 != "." && !isDigit($0) }
        rest = rest[name.endIndex...]
        guard !whole.isEmpty || !fraction.isEmpty, let unit = units.first(where: { $0.names.contains(String(name)) }),
            let count = whole.isEmpty ? 0 : Int(whole)
        else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit.nanoseconds)
        let (sum, carry) = product.addingReportingOverflow(share(fraction, of: unit.nanoseconds))
        return overflow || carry ? nil : sum
    }

    /// The part of a unit that the digits after the point stand for; digits below a nanosecond do not count.
    private static func share(_ fraction: Substring, of unit: Int) -> Int {
        var total = 0
        var divisor = 1
        for digit in fraction.utf8.prefix(18) {
            total = total * 10 + Int(digit - UInt8(ascii: "0"))
            divisor *= 10
        }
        let (high, low) = total.multipliedFullWidth(by: unit)
        return divisor.dividingFullWidth((high, low)).quotient
    }

    private static func takeDigits(_ rest: inout Substring) -> Substring {
        let digits = rest.prefix(while: isDigit)
        rest = rest[digits.endIndex...]
        return digits
    }

    private static func isDigit(_ character: Character) -> Bool {
        character.isASCII && character.isNumber
    }
}

extension GoDuration: CustomStringConvertible {
    /// As Go writes it: `1h0m0s`, `1.5s`, `20ms`, `0s`.
    public var description: String {
        let magnitude = nanoseconds.magnitude
        let sign = nanoseconds < 0 ? "-" : ""
        switch magnitude {
        case 0: return "0s"
        case ..<1_000: return "\(sign)\(magnitude)ns"
        case ..<1_000_000: return sign + Self.decimal(magnitude, unit: 1_000) + "\u{B5}s"
        case ..<1_000_000_000: return sign + Self.decimal(magnitude, unit: 1_000_000) + "ms"
        default:
            let minutes = magnitude / 60_000_000_000
            let seconds = Self.decimal(magnitude % 60_000_000_000, unit: 1_000_000_000) + "s"
            if minutes == 0 { return sign + seconds }
            let hours = minutes >= 60 ? "\(minutes / 60)h" : ""
            return "\(sign)\(hours)\(minutes % 60)m\(seconds)"
        }
    }

    private static func decimal(_ value: UInt, unit: UInt) -> String {
        let remainder = value % unit
        guard remainder > 0 else { return String(value / unit) }
        var digits = String(remainder + unit).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(value / unit).\(digits)"
    }
}

extension Duration {
    /// The length in Go's notation; parts below a nanosecond are lost.
    public var goText: String {
        let (seconds, attoseconds) = components
        let nanoseconds = Int(seconds) &* 1_000_000_000 &+ Int(attoseconds / 1_000_000_000)
        return GoDuration(nanoseconds: nanoseconds).description
    }
}
