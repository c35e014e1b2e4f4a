/// The decimal digits of a double, to be rounded where a format wants it.
struct GoDecimal {
    /// Values from 0 to 9, without leading zeros; empty for zero.
    private(set) var digits: [UInt8]
    /// How many digits stand before the point; negative if zeros follow it first.
    private(set) var point: Int

    /// All digits of a finite number's magnitude.
    init(exactly value: Double) {
        let mantissa = value.significandBitPattern | (value.isNormal ? 1 << 52 : 0)
        let exponent = Int(max(value.exponentBitPattern, 1)) - 1075
        digits = mantissa == 0 ? [] : String(mantissa).utf8.map { $0 - UInt8(ascii: "0") }
        point = 0
        // A half is five tenths: negative powers of two become powers of five behind a moved point.
        for _ in 0..<exponent.magnitude { multiply(by: exponent > 0 ? 2 : 5) }
        point = digits.count + min(0, digits.isEmpty ? 0 : exponent)
    }

    /// The fewest digits that read back as the same finite number.
    init(shortest value: Double) {
        self.init(value.magnitude.description)
    }

    /// The digits of a number that is written in decimal without sign: `12.5`, `1e-07`.
    init(_ text: String) {
        let parts = text.split(separator: "e", omittingEmptySubsequences: false)
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let all = (mantissa[0] + (mantissa.count > 1 ? mantissa[1] : "")).utf8.map { $0 - UInt8(ascii: "0") }
        let leading = all.prefix { $0 == 0 }.count
        digits = Array(all[leading...])
        while digits.last == 0 { digits.removeLast() }
        point = digits.isEmpty ? 0 : mantissa[0].utf8.count + power - leading
    }

    private mutating func multiply(by factor: UInt8) {
        var carry: UInt8 = 0
        for index in digits.indices.reversed() {
            let product = digits[index] * factor + carry
            digits[index] = product % 10
            carry = product / 10
        }
        if carry > 0 { digits.insert(carry, at: 0) }
    }

    /// Keeps that many digits, rounding to nearest and to even in the middle.
    mutating func round(toDigits count: Int) {
        guard count < digits.count else { return }
        guard count >= 0 else {
            digits = []
            return
        }
        let isMiddle = digits[count] == 5 && digits[(count + 1)...].allSatisfy { $0 == 0 }
        let roundsUp = isMiddle ? count > 0 && digits[count - 1] % 2 == 1 : digits[count] >= 5
        digits.removeLast(digits.count - count)
        if roundsUp { increment() }
        while digits.last == 0 { digits.removeLast() }
    }

    private mutating func increment() {
        var index = digits.count - 1
        while index >= 0, digits[index] == 9 {
            digits[index] = 0
            index -= 1
        }
        if index >= 0 {
            digits[index] += 1
        } else {
            digits.insert(1, at: 0)
            point += 1
        }
    }

    // MARK: - Notations

    /// `12.50` with that many digits after the point, or as many as there are.
    func plain(fraction: Int?) -> String {
        let places = fraction ?? max(0, digits.count - point)
        let whole = point <= 0 ? "0" : text(from: 0, to: point)
        return places == 0 ? whole : whole + "." + text(from: point, to: point + places)
    }

    /// `1.25e+01` with that many digits after the point, or as many as there are.
    func exponential(fraction: Int?, letter: String) -> String {
        let places = fraction ?? max(0, digits.count - 1)
        let exponent = digits.isEmpty ? 0 : point - 1
        let power = String(exponent.magnitude)
        return text(from: 0, to: 1) + (places == 0 ? "" : "." + text(from: 1, to: 1 + places))
            + letter + (exponent < 0 ? "-" : "+") + (power.utf8.count < 2 ? "0" : "") + power
    }

    private func text(from start: Int, to end: Int) -> String {
        let bytes = (start..<end).map {
            digits.indices.contains($0) ? digits[$0] + UInt8(ascii: "0") : UInt8(ascii: "0")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
