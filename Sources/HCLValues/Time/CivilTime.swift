/// A moment as clocks on the wall show it, in the proleptic Gregorian calendar.
public struct CivilTime: Hashable, Sendable {
    /// Of the Gregorian calendar, with a year 0 before the year 1.
    public var year: Int
    /// From 1.
    public var month: Int
    /// From 1.
    public var day: Int
    /// From 0 to 23.
    public var hour: Int
    /// From 0 to 59.
    public var minute: Int
    /// From 0 to 59; there are no leap seconds.
    public var second: Int
    /// From 0 to 999,999,999.
    public var nanosecond: Int
    /// Seconds east of Greenwich.
    public var offset: Int

    private static let secondsPerDay = 86_400

    /// The moment that many seconds after the start of 1970, as seen at `offset`.
    public init(unixSeconds: Int, nanosecond: Int = 0, offset: Int = 0) {
        let local = unixSeconds + offset
        let days = Self.floorDivision(local, Self.secondsPerDay)
        let remainder = local % Self.secondsPerDay
        let inDay = remainder < 0 ? remainder + Self.secondsPerDay : remainder
        (year, month, day) = Self.date(ofDay: days)
        (hour, minute, second) = (inDay / 3600, inDay / 60 % 60, inDay % 60)
        self.nanosecond = nanosecond
        self.offset = offset
    }

    /// Seconds since the start of 1970 in Greenwich.
    public var unixSeconds: Int {
        Self.dayNumber(year, month, day) * Self.secondsPerDay + hour * 3600 + minute * 60 + second - offset
    }

    /// From 0 for Sunday.
    public var weekday: Int {
        let days = Self.dayNumber(year, month, day) + 4
        return days - Self.floorDivision(days, 7) * 7
    }

    /// From 1.
    public var dayOfYear: Int { Self.dayNumber(year, month, day) - Self.dayNumber(year, 1, 1) + 1 }

    /// The week by ISO 8601, which begins on Monday and belongs to the year of its Thursday.
    public var isoWeek: (year: Int, week: Int) {
        let day = Self.dayNumber(year, month, day)
        let thursday = day - (weekday + 6) % 7 + 3
        let (year, _, _) = Self.date(ofDay: thursday)
        return (year, (thursday - Self.dayNumber(year, 1, 1)) / 7 + 1)
    }

    // MARK: - Days since 1970

    // Years start in March here, so that the leap day is the last one; 400 years have 146097 days.
    private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivision(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(ofDay number: Int) -> (Int, Int, Int) {
        let shifted = number + 719_468
        let era = floorDivision(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func floorDivision(_ value: Int, _ divisor: Int) -> Int {
        value / divisor - (value % divisor < 0 ? 1 : 0)
    }

    /// Days of a month.
    static func dayCount(_ year: Int, _ month: Int) -> Int {
        let next = month == 12 ? dayNumber(year + 1, 1, 1) : dayNumber(year, month + 1, 1)
        return next - dayNumber(year, month, 1)
    }
}

extension CivilTime {
    /// Reads a timestamp of RFC 3339; `nil` if it is none.
    public init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T"), Self.hasSeparators(bytes),
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10]), let hour = Self.number(bytes[11..<13]),
            let minute = Self.number(bytes[14..<16]), let second = Self.number(bytes[17..<19])
        else { return nil }
        var rest = bytes[19...]
        guard let nanosecond = Self.takeFraction(&rest), let offset = Self.zone(rest) else { return nil }
        guard (1...12).contains(month), day >= 1, day <= Self.dayCount(year, month), hour < 24, minute < 60, second < 60
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second) = (hour, minute, second)
        (self.nanosecond, self.offset) = (nanosecond, offset)
    }

    private static func hasSeparators(_ bytes: [UInt8]) -> Bool {
        bytes[4] == UInt8(ascii: "-") && bytes[7] == UInt8(ascii: "-") && bytes[13] == UInt8(ascii: ":")
            && bytes[16] == UInt8(ascii: ":")
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    private static func takeFraction(_ rest: inout ArraySlice<UInt8>) -> Int? {
        guard rest.first == UInt8(ascii: ".") else { return 0 }
        let digits = rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard !digits.isEmpty else { return nil }
        rest = rest[digits.endIndex...]
        let nine = (Array(digits.prefix(9)) + [UInt8](repeating: UInt8(ascii: "0"), count: 9))[..<9]
        return number(nine)
    }

    private static func zone(_ rest: ArraySlice<UInt8>) -> Int? {
        if rest.elementsEqual([UInt8(ascii: "Z")]) { return 0 }
        let bytes = Array(rest)
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"), let hours = number(bytes[1..<3]),
            let minutes = number(bytes[4..<6]), hours < 24, minutes < 60
        else { return nil }
        switch bytes[0] {
        case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
        case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
        default: return nil
        }
    }

    /// The timestamp of RFC 3339 without fractions of a second: `2024-02-29T12:00:00Z`.
    public var rfc3339: String {
        let date = "\(Self.padded(year, 4))-\(Self.padded(month))-\(Self.padded(day))"
        let time = "\(Self.padded(hour)):\(Self.padded(minute)):\(Self.padded(second))"
        return "\(date)T\(time)" + (offset == 0 ? "Z" : offsetText(separator: ":"))
    }

    /// The same moment in UTC in ISO 8601's basic format, as AWS's signatures carry it: `20240229T120000Z`.
    public var basicUTC: String {
        let utc = CivilTime(unixSeconds: unixSeconds)
        let date = "\(Self.padded(utc.year, 4))\(Self.padded(utc.month))\(Self.padded(utc.day))"
        return "\(date)T\(Self.padded(utc.hour))\(Self.padded(utc.minute))\(Self.padded(utc.second))Z"
    }

    /// The offset from Greenwich with a sign: `+02:00`.
    public func offsetText(separator: String) -> String {
        let minutes = abs(offset) / 60
        return (offset < 0 ? "-" : "+") + Self.padded(minutes / 60) + separator + Self.padded(minutes % 60)
    }

    static func padded(_ value: Int, _ width: Int = 2) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// In English, January first.
    public static let monthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    /// In English, Sunday first.
    public static let weekdayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    /// In English.
    public var monthName: String { Self.monthNames[month - 1] }
    /// In English.
    public var weekdayName: String { Self.weekdayNames[weekday] }
    /// From 1 to 12.
    public var hourOfHalfDay: Int { (hour + 11) % 12 + 1 }
}
