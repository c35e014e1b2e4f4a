import HCLValues
import HostOS

/// Functions of numbers.
enum NumberFunctions {
    static let all = simple + scientific + many

    private static func number(
        _ name: String, _ change: @escaping @Sendable (HCLNumber) -> HCLNumber
    ) -> HCLFunction {
        .define(name, [.init("num", .number)], returns: .number) { .number(change(try $0.number(0))) }
    }

    private static let simple: [HCLFunction] = [
        number("abs") { $0.magnitude },
        number("ceil") { $0.ceiling },
        number("floor") { $0.floor },
        .define("signum", [.init("number", .number)], returns: .number) { arguments in
            let number = try arguments.number(0)
            guard number.isWhole else { throw HCLFunction.Failure("a whole number is required", argument: 0) }
            return .number(number == 0 ? 0 : number.isNegative ? -1 : 1)
        },
    ]

    private static let scientific: [HCLFunction] = [
        .define("log", [.init("num", .number), .init("base", .number)], returns: .number) { arguments in
            let (value, base) = (try arguments.number(0).double, try arguments.number(1).double)
            return try finite(Mathematics.logarithm(value) / Mathematics.logarithm(base))
        },
        .define("pow", [.init("num", .number), .init("power", .number)], returns: .number) { arguments in
            try finite(Mathematics.power(try arguments.number(0).double, try arguments.number(1).double))
        },
        .define("parseint", [.init("number", .dynamic), .init("base", .number)], returns: .number) { arguments in
            guard let text = arguments[0].stringValue else {
                throw HCLFunction.Failure(
                    "first argument must be a string, not \(arguments[0].type.friendlyName)", argument: 0)
            }
            let base = try arguments.int(1)
            guard (2...62).contains(base) else {
                throw HCLFunction.Failure("base must be a whole number between 2 and 62 inclusive", argument: 1)
            }
            guard let number = try parsed(text, base: base) else {
                throw HCLFunction.Failure("cannot parse \"\(text)\" as a base \(base) integer", argument: 0)
            }
            return .number(number)
        },
    ]

    /// The number that the double's shortest decimal form stands for: 0.1 is to be shown as 0.1.
    private static func finite(_ value: Double) throws -> HCLValue {
        guard value.isFinite, let number = HCLNumber(value.description) else {
            throw HCLFunction.Failure("the result is no finite number")
        }
        return .number(number)
    }

    /// Digits, then small letters, then capital ones; up to base 36 the case of letters does not matter.
    private static func parsed(_ text: String, base: Int) throws -> HCLNumber? {
        var digits = text.utf8[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        guard !digits.isEmpty, digits.count <= 10_000 else { return nil }
        var total = HCLNumber(0)
        for byte in digits {
            guard let digit = digitValue(byte, base: base), digit < base else { return nil }
            total = try total * HCLNumber(base) + HCLNumber(digit)
        }
        return isNegative ? -total : total
    }

    private static func digitValue(_ byte: UInt8, base: Int) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A")) + (base <= 36 ? 10 : 36)
        default: nil
        }
    }

    private static let many: [HCLFunction] = [
        .define("max", [], variadic: .init("numbers", .number), returns: .number) { arguments in
            try extreme(arguments) { $0 < $1 }
        },
        .define("min", [], variadic: .init("numbers", .number), returns: .number) { arguments in
            try extreme(arguments) { $0 > $1 }
        },
        .define("sum", [.init("list", .dynamic)], returns: .number) { arguments in
            let elements = try arguments.elements(0)
            guard !elements.isEmpty else {
                throw HCLFunction.Failure("cannot sum an empty list", argument: 0)
            }
            var total = HCLNumber(0)
            for element in elements {
                guard let number = try element.converted(to: .number).numberValue else {
                    throw HCLFunction.Failure("argument must be list, set, or tuple of number values", argument: 0)
                }
                total = try total + number
            }
            return .number(total)
        },
    ]

    private static func extreme(
        _ arguments: FunctionArguments, replaces: (HCLNumber, HCLNumber) -> Bool
    ) throws -> HCLValue {
        guard arguments.count > 0 else { throw HCLFunction.Failure("must pass at least one number") }
        var best = try arguments.number(0)
        for index in 1..<max(1, arguments.count) {
            let number = try arguments.number(index)
            if replaces(best, number) { best = number }
        }
        return .number(best)
    }
}
