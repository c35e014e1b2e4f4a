import HCLValues

/// The notation of `formatdate`: runs of a letter stand for parts of the time, `'…'` for itself.
enum DateFormat {
    static func text(_ time: CivilTime, _ format: String) throws -> String {
        var output = ""
        var rest = format[...]
        while let first = rest.first {
            if first == "'" {
                output += try takeQuoted(&rest)
            } else if first.isASCII, first.isLetter {
                let run = rest.prefix { $0 == first }
                rest = rest[run.endIndex...]
                guard let part = part(String(run), of: time) else {
                    throw HCLFunction.Failure("invalid date format verb \"\(run)\"", argument: 0)
                }
                output += part
            } else {
                output.append(rest.removeFirst())
            }
        }
        return output
    }

    /// Takes a literal, or the quote that two quotes outside of one stand for.
    private static func takeQuoted(_ rest: inout Substring) throws -> String {
        rest.removeFirst()
        if rest.first == "'" { return String(rest.removeFirst()) }
        var text = ""
        while let next = rest.popFirst() {
            guard next == "'" else {
                text.append(next)
                continue
            }
            guard rest.first == "'" else { return text }
            text.append(rest.removeFirst())
        }
        throw HCLFunction.Failure("unterminated literal in the date format", argument: 0)
    }

    private static func part(_ verb: String, of time: CivilTime) -> String? {
        switch verb {
        case "YYYY": padded(time.year, 4)
        case "YY": padded(time.year % 100, 2)
        case "MMMM": time.monthName
        case "MMM": String(time.monthName.prefix(3))
        case "MM": padded(time.month, 2)
        case "M": String(time.month)
        case "DD": padded(time.day, 2)
        case "D": String(time.day)
        case "EEEE": time.weekdayName
        case "EEE": String(time.weekdayName.prefix(3))
        case "hh": padded(time.hour, 2)
        case "HH": padded(time.hourOfHalfDay, 2)
        case "h": String(time.hour)
        case "H": String(time.hourOfHalfDay)
        case "AA": time.hour < 12 ? "AM" : "PM"
        case "aa": time.hour < 12 ? "am" : "pm"
        case "mm": padded(time.minute, 2)
        case "m": String(time.minute)
        case "ss": padded(time.second, 2)
        case "s": String(time.second)
        case "ZZZZZ": time.offsetText(separator: ":")
        case "ZZZZ": time.offsetText(separator: "")
        case "ZZZ": time.offset == 0 ? "UTC" : time.offsetText(separator: "")
        case "Z": time.offset == 0 ? "Z" : time.offsetText(separator: ":")
        default: nil
        }
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
