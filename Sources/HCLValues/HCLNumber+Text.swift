extension HCLNumber {
    /// Text beyond this many bytes is no number that anybody wrote by hand.
    private static let lengthLimit = 20_000
    /// The powers of ten between which numbers lie; within what the binary exponent allows.
    private static let decimalLimit = 9800

    /// Reads a decimal number as the language writes it: `12`, `-0.5`, `1.5e-3`.
    ///
    /// - Returns: `nil` if it is none, or beyond what can be represented.
    public init?(_ text: String) {
        if let small = Int(text) {
            self.init(small)
            return
        }
        guard text.utf8.count <= Self.lengthLimit, let parts = DecimalParts(text) else { return nil }
        guard let highest = parts.highestPower else {
            self.init(0)
            return
        }
        guard abs(highest) <= Self.decimalLimit,
            let value = BinaryFloat(
                isNegative: parts.isNegative, digits: Magnitude(digits: parts.digits), decimalExponent: parts.exponent)
        else { return nil }
        self.init(value)
    }

    /// About how long the text is where it is long; in bytes.
    var textSize: Int {
        guard case .large(let value) = storage else { return 0 }
        return (abs(value.exponent) + BinaryFloat.precision) / 3
    }

    /// Decimal notation without exponent, in the fewest digits that read back as the same number.
    public var text: String {
        guard case .large(let value) = storage else { return exactInt.map(String.init) ?? "" }
        let (digits, exponent) = value.shortestDecimal
        let sign = value.isNegative ? "-" : ""
        let all = String(decoding: digits, as: UTF8.self)
        guard exponent < 0 else { return sign + all + String(repeating: "0", count: exponent) }
        let whole = all.dropLast(-exponent)
        let fraction = all.suffix(-exponent)
        let zeros = String(repeating: "0", count: -exponent - fraction.utf8.count)
        return sign + (whole.isEmpty ? "0" : whole) + "." + zeros + fraction
    }
}

extension HCLNumber {
    /// Decimal notation without exponent, in all the digits that the number has in the machine.
    package var exactText: String {
        guard case .large(let value) = storage else { return text }
        let sign = value.isNegative ? "-" : ""
        let places = max(0, -value.exponent)
        // A half is five tenths: a negative power of two becomes one of five behind a moved point.
        let scaled =
            places > 0 ? value.mantissa * .power(of: 5, places) : value.mantissa << value.exponent
        let digits = String(decoding: scaled.digits, as: UTF8.self)
        guard places > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.utf8.count)) + digits
        return sign + padded.dropLast(places) + "." + padded.suffix(places)
    }
}

extension HCLNumber: CustomStringConvertible {
    public var description: String { text }
}

/// A decimal number taken apart.
private struct DecimalParts {
    var isNegative = false
    /// Without leading zeros.
    var digits: [UInt8] = []
    /// The power of ten that the last digit counts.
    var exponent = 0

    /// The power of ten of the first digit; `nil` for zero.
    var highestPower: Int? { digits.isEmpty ? nil : exponent + digits.count - 1 }

    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            rest.removeFirst()
        }
        let whole = Self.takeDigits(&rest)
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = Self.takeDigits(&rest)
        }
        guard !whole.isEmpty || !fraction.isEmpty, let power = Self.takeExponent(&rest), rest.isEmpty else {
            return nil
        }
        digits = Array((whole + fraction).drop { $0 == UInt8(ascii: "0") })
        exponent = power - fraction.count
    }

    private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest[digits.endIndex...]
        return digits
    }

    /// The power after `e`, zero if there is none; `nil` if it is malformed.
    ///
    /// Huge ones are cut to what is out of range anyway.
    private static func takeExponent(_ rest: inout ArraySlice<UInt8>) -> Int? {
        guard rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") else { return 0 }
        rest.removeFirst()
        var isNegative = false
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            rest.removeFirst()
        }
        let all = takeDigits(&rest)
        guard !all.isEmpty else { return nil }
        let digits = all.drop { $0 == UInt8(ascii: "0") }
        let beyond = 1_000_000_000
        let value = digits.count > 9 ? beyond : Int(String(decoding: digits, as: UTF8.self)) ?? 0
        return isNegative ? -value : value
    }
}
