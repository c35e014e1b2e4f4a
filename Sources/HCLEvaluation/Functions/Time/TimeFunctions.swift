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

    private static func moment(_ arguments: FunctionArguments, _ index: Int) throws -> CivilTime {
        let text = try arguments.string(index)
        guard let time = CivilTime(rfc3339: text) else {
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
