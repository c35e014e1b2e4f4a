import HCLValues

/// A moment taken apart, as `rfc3339_parse` and `unix_timestamp_parse` give it.
enum TimeParts {
    private static func numbers(_ time: CivilTime) -> [String: Int] {
        let week = time.isoWeek
        return [
            "year": time.year, "year_day": time.dayOfYear, "day": time.day, "month": time.month,
            "weekday": time.weekday, "hour": time.hour, "minute": time.minute, "second": time.second,
            "iso_year": week.year, "iso_week": week.week,
        ]
    }

    /// The parts and one more.
    static func value(_ time: CivilTime, with name: String, _ value: HCLValue) -> HCLValue {
        var parts = numbers(time).mapValues { HCLValue.number($0) }
        parts["month_name"] = .string(time.monthName)
        parts["weekday_name"] = .string(time.weekdayName)
        parts[name] = value
        return .object(parts)
    }

    /// The type of the parts and one more.
    static func type(with name: String, _ type: HCLType) -> HCLType {
        var types = numbers(CivilTime(unixSeconds: 0)).mapValues { _ in HCLType.number }
        types["month_name"] = .string
        types["weekday_name"] = .string
        types[name] = type
        return .object(types)
    }
}
