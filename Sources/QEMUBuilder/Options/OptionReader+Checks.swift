import ComponentAPI

extension OptionReader {
    /// The case that the text names; `nil` if it is not set, or names none, which is an error.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: OptionKey<String>, _ type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        guard let text = optional(key)?.nonEmpty else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        error("Invalid value", "The option \"\(key.name)\" must be one of \(names), but is \"\(text)\".", of: key)
        return nil
    }

    /// The text if it is one of `choices`, else an error.
    func choice(_ key: OptionKey<String>, among choices: [String]) -> String {
        let text = value(key)
        if !choices.contains(text) {
            let names = choices.joined(separator: ", ")
            error("Invalid value", "The option \"\(key.name)\" must be one of \(names), but is \"\(text)\".", of: key)
        }
        return text
    }

    /// A number that is not negative.
    func count(_ key: OptionKey<Int>) -> Int {
        let number = value(key)
        guard number >= 0 else {
            error("Invalid number", "The option \"\(key.name)\" must be 0 or more, but is \(number).", of: key)
            return 0
        }
        return number
    }

    /// The ports from `minimum` to before `maximum`; that one port where both are equal.
    func ports(_ minimum: OptionKey<Int>, _ maximum: OptionKey<Int>, atLeast lowest: Int) -> Range<Int> {
        let first = value(minimum)
        let last = value(maximum)
        guard first <= last else {
            error(
                "Invalid port range",
                "The option \"\(minimum.name)\" is \(first), which is above \"\(maximum.name)\" with \(last).",
                of: minimum)
            return lowest..<(lowest + 1)
        }
        guard first >= lowest, last <= 65535 else {
            error(
                "Invalid port range",
                "The ports from \"\(minimum.name)\" to \"\(maximum.name)\" must lie between \(lowest) and 65535.",
                of: minimum)
            return lowest..<(lowest + 1)
        }
        return first..<max(last, first + 1)
    }
}

extension String {
    /// `nil` for an empty text, which templates write for "not set".
    var nonEmpty: String? { isEmpty ? nil : self }
}
