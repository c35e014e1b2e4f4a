import HCLValues

/// Functions of dates and times.
enum TimeFunctions {
    static func all(_ world: FunctionLibrary.World) -> [HCLFunction] {
        let start = CivilTime(unixSeconds: world.startTime)
        return [
            .define("timestamp", [], returns: .string) { _ in
                .string(CivilTime(unixSeconds: world.currentTime()).rfc3339)
            },
            .define("formatdate", [.init("format", .string), .init("time", .string)], returns: .string) { arguments in
                .string(try DateFormat.text(try moment(arguments, 1), try arguments.string(0)))
            },
            .define("timeadd", [.init("timestamp", .string), .init("duration", .string)], returns: .string) {
                arguments in
                .string(try added(arguments))
            },
            .define("rfc3339_parse", [.init("timestamp", .string)], returns: TimeParts.type(with: "unix", .number)) {
                arguments in
                let time = try moment(arguments, 0, allowsBlank: true)
                return TimeParts.value(time, with: "unix", .number(time.unixSeconds))
            },
            .define(
                "unix_timestamp_parse", [.init("unix_timestamp", .number)],
                returns: TimeParts.type(with: "rfc3339", .string)
            ) { arguments in
                let time = CivilTime(unixSeconds: try arguments.int(0))
                return TimeParts.value(time, with: "rfc3339", .string(time.rfc3339))
            },
            .define("legacy_isotime", [], variadic: .init("format", .string), returns: .string) { arguments in
                guard arguments.count <= 1 else { throw HCLFunction.Failure("takes at most one argument") }
                let layout = arguments.count == 1 ? try arguments.string(0) : GoTimeLayout.rfc3339
                return .string(GoTimeLayout.text(start, layout))
            },
            .define("legacy_strftime", [.init("format", .string)], returns: .string) { arguments in
                .string(StrftimeFormat.text(start, try arguments.string(0)))
            },
        ]
    }

    private static func moment(
        _ arguments: FunctionArguments, _ index: Int, allowsBlank: Bool = false
    ) throws -> CivilTime {
        let text = try arguments.string(index)
        var bytes = Array(text.utf8)
        if allowsBlank, bytes.count > 10, bytes[10] == UInt8(ascii: " ") { bytes[10] = UInt8(ascii: "T") }
        guard let time = CivilTime(rfc3339: String(decoding: bytes, as: UTF8.self)) else {
            throw HCLFunction.Failure("not a valid RFC3339 timestamp: \"\(text)\"", argument: index)
        }
        return time
    }

    private static func added(_ arguments: FunctionArguments) throws -> String {
        let time = try moment(arguments, 0)
        guard let duration = GoDuration(try arguments.string(1)) else {
            throw HCLFunction.Failure("not a valid duration such as \"1h30m\"", argument: 1)
        }
        let billion = 1_000_000_000
        let nanoseconds = time.nanosecond + duration.nanoseconds % billion
        let carry = nanoseconds < 0 ? -1 : nanoseconds / billion
        let seconds = time.unixSeconds + duration.nanoseconds / billion + carry
        return CivilTime(unixSeconds: seconds, offset: time.offset).rfc3339
    }
}
