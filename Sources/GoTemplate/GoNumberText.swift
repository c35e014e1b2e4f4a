extension Double {
    /// Go's `%g`: the shortest digits, with an exponent where the number is below 0.0001 or has seven digits before
    /// the point.
    package var goShortest: String { goText(verb: "g", precision: nil) }

    /// The number as Go's verbs `e`, `E`, `f`, `F`, `g` and `G` write it.
    ///
    /// - Parameter precision: digits after the point, or significant ones for `g`; `nil` for the fewest that read back.
    package func goText(verb: Character, precision: Int?) -> String {
        guard isFinite else { return isNaN ? "NaN" : self < 0 ? "-Inf" : "+Inf" }
        let text = magnitudeText(verb: verb, precision: precision)
        return sign == .minus ? "-" + text : text
    }

    private func magnitudeText(verb: Character, precision: Int?) -> String {
        let decimal = precision == nil ? GoDecimal(shortest: self) : GoDecimal(exactly: self)
        return decimal.goText(verb: verb, precision: precision)
    }
}

extension GoDecimal {
    /// The digits as the verbs `e`, `f` and `g` show them; without precision all of them.
    func goText(verb: Character, precision: Int?) -> String {
        var decimal = self
        switch verb {
        case "e", "E":
            if let precision { decimal.round(toDigits: precision + 1) }
            return decimal.exponential(fraction: precision, letter: String(verb))
        case "f", "F":
            if let precision { decimal.round(toDigits: decimal.point + precision) }
            return decimal.plain(fraction: precision)
        default:
            let significant = max(1, precision ?? 0)
            if precision != nil { decimal.round(toDigits: significant) }
            let exponent = decimal.digits.isEmpty ? 0 : decimal.point - 1
            // Trailing zeros do not count: a whole number keeps its plain form as long as its digits fit.
            let count = decimal.digits.count
            let reach = precision == nil ? 6 : significant > count && count >= decimal.point ? count : significant
            guard exponent < -4 || exponent >= max(reach, 1) else { return decimal.plain(fraction: nil) }
            return decimal.exponential(fraction: nil, letter: verb == "G" ? "E" : "e")
        }
    }
}
