/// Go's way to describe a time format: how 2006-01-02 15:04:05 would look in it.
public enum GoTimeLayout {
    /// Go's name for the layout of RFC 3339.
    public static let rfc3339 = "2006-01-02T15:04:05Z07:00"

    /// Parts of the reference time, longer ones before their beginnings.
    private static let elements: [(text: String, write: @Sendable (CivilTime) -> String)] = [
        ("January", { $0.monthName }), ("Jan", { String($0.monthName.prefix(3)) }),
        ("Monday", { $0.weekdayName }), ("Mon", { String($0.weekdayName.prefix(3)) }), ("MST", zoneName),
        ("2006", { CivilTime.padded($0.year, 4) }), ("002", { CivilTime.padded($0.dayOfYear, 3) }),
        ("__2", { blankPadded($0.dayOfYear, 3) }), ("_2", { blankPadded($0.day, 2) }),
        ("01", { CivilTime.padded($0.month) }), ("02", { CivilTime.padded($0.day) }),
        ("03", { CivilTime.padded($0.hourOfHalfDay) }), ("04", { CivilTime.padded($0.minute) }),
        ("05", { CivilTime.padded($0.second) }), ("06", { CivilTime.padded($0.year % 100) }),
        ("15", { CivilTime.padded($0.hour) }), ("PM", { $0.hour < 12 ? "AM" : "PM" }),
        ("pm", { $0.hour < 12 ? "am" : "pm" }), ("-07:00", { $0.offsetText(separator: ":") }),
        ("-0700", { $0.offsetText(separator: "") }), ("-07", { String($0.offsetText(separator: "").prefix(3)) }),
        ("Z07:00", { $0.offset == 0 ? "Z" : $0.offsetText(separator: ":") }),
        ("Z0700", { $0.offset == 0 ? "Z" : $0.offsetText(separator: "") }),
        ("1", { String($0.month) }), ("2", { String($0.day) }), ("3", { String($0.hourOfHalfDay) }),
        ("4", { String($0.minute) }), ("5", { String($0.second) }),
    ]

    /// The time in that layout; text that is no part of the reference time stays.
    public static func text(_ time: CivilTime, _ layout: String) -> String {
        var output = ""
        var rest = layout[...]
        while !rest.isEmpty {
            if let fraction = takeFraction(&rest) {
                output += fractionText(time, fraction)
            } else if let element = elements.first(where: { starts(rest, with: $0.text) }) {
                output += element.write(time)
                rest.removeFirst(element.text.count)
            } else {
                output.append(rest.removeFirst())
            }
        }
        return output
    }

    /// `Jan` and `Mon` are no abbreviations inside longer words such as `Janet`.
    private static func starts(_ rest: Substring, with text: String) -> Bool {
        guard rest.hasPrefix(text) else { return false }
        guard text == "Jan" || text == "Mon" else { return true }
        return rest.dropFirst(3).first.map { !$0.isLowercase } ?? true
    }

    /// A point or comma with zeros, or nines, behind it and no other digit after them.
    private static func takeFraction(_ rest: inout Substring) -> Substring? {
        guard let point = rest.first, point == "." || point == ",", let digit = rest.dropFirst().first,
            digit == "0" || digit == "9"
        else { return nil }
        let digits = rest.dropFirst().prefix { $0 == digit }
        guard rest[digits.endIndex...].first.map({ !("0"..."9").contains($0) }) ?? true else { return nil }
        let fraction = rest[..<digits.endIndex]
        rest = rest[digits.endIndex...]
        return fraction
    }

    private static func fractionText(_ time: CivilTime, _ fraction: Substring) -> String {
        var digits = CivilTime.padded(time.nanosecond, 9).prefix(fraction.count - 1)
        if fraction.last == "9" {
            while digits.last == "0" { digits.removeLast() }
            if digits.isEmpty { return "" }
        }
        return String(fraction.prefix(1) + digits)
    }

    private static let zoneName: @Sendable (CivilTime) -> String = {
        $0.offset == 0 ? "UTC" : $0.offsetText(separator: "")
    }

    private static func blankPadded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: " ", count: max(0, width - digits.count)) + digits
    }
}

/// The `strftime` of templates: every known letter becomes a part of Go's layout, and the whole is read as one.
public enum StrftimeFormat {
    private static let layouts: [Character: String] = [
        "B": "January", "b": "Jan", "m": "01", "A": "Monday", "a": "Mon", "d": "02", "H": "15", "I": "03", "M": "04",
        "S": "05", "Y": "2006", "y": "06", "p": "PM", "Z": "MST", "z": "-0700",
    ]

    /// The time in a format of strftime(3), as far as the letters are known; others stand for themselves.
    public static func text(_ time: CivilTime, _ format: String) -> String {
        let chunks = format.split(separator: "%", omittingEmptySubsequences: false)
        var layout = ""
        for (index, chunk) in chunks.enumerated() {
            guard let letter = chunk.first, let part = layouts[letter] else {
                layout += (index > 0 ? "%" : "") + chunk
                continue
            }
            layout += part + chunk.dropFirst()
        }
        return GoTimeLayout.text(time, layout)
    }
}
