extension Double {
    /// Go's `%g`: the shortest digits, with an exponent where the number is below 0.0001 or has seven digits before the point.
    package var goShortest: String {
        guard isFinite else { return isNaN ? "NaN" : self < 0 ? "-Inf" : "+Inf" }
        guard self != 0 else { return sign == .minus ? "-0" : "0" }
        let (digits, point) = decimalDigits
        let sign = self < 0 ? "-" : ""
        let exponent = point - 1
        guard exponent < -4 || exponent >= 6 else { return sign + Self.plain(digits, point) }
        let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
        let power = String(exponent.magnitude)
        return sign + digits.prefix(1) + fraction + "e" + (exponent < 0 ? "-" : "+")
            + (power.count < 2 ? "0" + power : power)
    }

    /// The shortest digits that read back, and how many of them stand before the point.
    private var decimalDigits: (String, point: Int) {
        let text = magnitude.description
        let parts = text.split(separator: "e", omittingEmptySubsequences: false)
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        let all = mantissa[0] + fraction
        let leading = all.prefix { $0 == "0" }.count
        let point = mantissa[0].count + power - leading
        var digits = all.dropFirst(leading)
        while digits.last == "0" { digits.removeLast() }
        return (String(digits), point)
    }

    private static func plain(_ digits: String, _ point: Int) -> String {
        if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.count { return digits + String(repeating: "0", count: point - digits.count) }
        return digits.prefix(point) + "." + digits.dropFirst(point)
    }
}
