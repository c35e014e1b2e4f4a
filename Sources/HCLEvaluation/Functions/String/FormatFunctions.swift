import GoTemplate
import HCLValues
import JSONText

/// `format` and `formatlist`.
enum FormatFunctions {
    static let all: [HCLFunction] = [
        .define(
            "format", [.init("format", .string)], variadic: .init("args", .dynamic, allowsNull: true), returns: .string
        ) { arguments in
            .string(try text(try arguments.string(0), Array(arguments.values.dropFirst())))
        },
        .define(
            "formatlist", [.init("format", .string)], variadic: .init("args", .dynamic, allowsNull: true),
            returns: .list(.string)
        ) { arguments in
            try list(try arguments.string(0), Array(arguments.values.dropFirst()))
        },
    ]

    private static func list(_ format: String, _ arguments: [HCLValue]) throws -> HCLValue {
        var length: Int?
        for (index, argument) in arguments.enumerated() {
            guard let elements = argument.elementValues else { continue }
            guard length == nil || length == elements.count else {
                throw HCLFunction.Failure(
                    "has length \(elements.count), which is inconsistent with another list of length \(length ?? 0)",
                    argument: index + 1)
            }
            length = elements.count
        }
        var size = 0
        let rows = try (0..<(length ?? 1)).map { row in
            let line = try text(format, arguments.map { $0.elementValues?[row] ?? $0 })
            size += line.utf8.count
            try HCLFunction.Failure.checkProduct(1, size)
            return HCLValue.string(line)
        }
        return .list(of: .string, rows)
    }

    private static func text(_ format: String, _ arguments: [HCLValue]) throws -> String {
        var output = ""
        var rest = format[...]
        var next = 0
        var highest = 0
        while let percent = rest.firstIndex(of: "%") {
            output += rest[..<percent]
            rest = rest[rest.index(after: percent)...]
            guard let verb = GoVerb(&rest) else {
                throw HCLFunction.Failure("unterminated or unreasonable verb in the format", argument: 0)
            }
            if verb.verb == "%" {
                output += "%"
                continue
            }
            if let position = verb.argument { next = position - 1 }
            guard arguments.indices.contains(next) else {
                throw HCLFunction.Failure(
                    "not enough arguments for \"\(verb.source)\": need index \(next)", argument: 0)
            }
            output += try text(verb, arguments[next], index: next + 1)
            try HCLFunction.Failure.checkProduct(1, output.utf8.count)
            next += 1
            highest = max(highest, next)
        }
        guard highest >= arguments.count else {
            throw HCLFunction.Failure(
                "too many arguments; only \(highest) used by format string", argument: highest + 1)
        }
        return output + rest
    }

    private static func text(_ verb: GoVerb, _ value: HCLValue, index: Int) throws -> String {
        do throws(ConversionError) {
            if let text = try formatted(verb, value) { return text }
        } catch {
            throw HCLFunction.Failure("unsupported value for \"\(verb.source)\": \(error)", argument: index)
        }
        throw HCLFunction.Failure("unsupported format verb \"\(verb.verb)\" in \"\(verb.source)\"", argument: 0)
    }

    private static func formatted(_ verb: GoVerb, _ value: HCLValue) throws(ConversionError) -> String? {
        switch verb.verb {
        case "v": return try anyText(verb, value)
        case "t": return try value.required(.bool).boolValue == true ? "true" : "false"
        case "s": return verb.text(try value.required(.string).stringValue ?? "")
        case "q":
            let text = try value.required(.string).stringValue ?? ""
            let cut = verb.precision.map { String(text.prefix($0)) } ?? text
            return verb.padded(JSONWriter(escapesHTML: true).quoted(cut), zeros: false)
        case "b", "d", "o", "x", "X": return try integerText(verb, try value.required(.number).numberValue ?? 0)
        case "e", "E", "f", "F", "g", "G":
            let number = try value.required(.number).numberValue ?? 0
            // Without precision `g` shows as many digits as tell the number from its neighbours.
            let isShortest = verb.precision == nil && (verb.verb == "g" || verb.verb == "G")
            return verb.text(decimal: isShortest ? number.text : number.exactText)
        default: return nil
        }
    }

    private static func integerText(_ verb: GoVerb, _ number: HCLNumber) throws(ConversionError) -> String? {
        guard number.isWhole else { throw ConversionError("a whole number is required") }
        if let int = number.exactInt { return verb.text(int) }
        let radix = ["b": 2, "o": 8, "x": 16, "X": 16, "d": 10][verb.verb] ?? 10
        let digits = radix == 10 ? number.magnitude.text : number.magnitude.digits(radix: radix)
        return verb.text(digits: verb.verb == "X" ? digits.uppercased() : digits, isNegative: number.isNegative)
    }

    private static func anyText(_ verb: GoVerb, _ value: HCLValue) throws(ConversionError) -> String {
        // Neither sign nor precision matter to this verb.
        var plain = verb
        (plain.precision, plain.plus, plain.space) = (nil, false, false)
        if !verb.sharp {
            switch value.data {
            case .string(let text): return plain.text(text) ?? text
            case .number(let number): return plain.text(decimal: number.text) ?? number.text
            case .bool(let flag): return plain.text(flag) ?? ""
            case .null, .unknown, .elements, .attributes: break
            }
        }
        return verb.padded(JSONWriter(escapesHTML: true).text(try value.jsonValue()), zeros: false)
    }
}

extension HCLValue {
    /// The value as a primitive type, null being none.
    fileprivate func required(_ type: HCLType) throws(ConversionError) -> HCLValue {
        guard !isNull else { throw ConversionError("\(type.friendlyName) required, but the value is null") }
        return try converted(to: type)
    }
}

extension HCLNumber {
    /// The digits of a whole number that is not negative.
    fileprivate func digits(radix: Int) -> String {
        var digits: [UInt8] = []
        var rest = self
        // Out of range is impossible: every step makes the number smaller.
        while rest != 0, let digit = try? rest % HCLNumber(radix), let next = try? (rest / HCLNumber(radix)).truncated {
            digits.append(contentsOf: String(digit.exactInt ?? 0, radix: radix).utf8)
            rest = next
        }
        return String(decoding: digits.reversed(), as: UTF8.self)
    }
}
