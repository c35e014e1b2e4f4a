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
        let rows = try (0..<(length ?? 1)).map { row in
            HCLValue.string(try text(format, arguments.map { $0.elementValues?[row] ?? $0 }))
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
        case "t": return verb.text(try value.required(.bool).boolValue ?? false)
        case "s", "q": return verb.text(try value.required(.string).stringValue ?? "")
        case "b", "d", "o", "x", "X":
            let number = try value.required(.number).numberValue?.truncated ?? 0
            if let int = number.exactInt { return verb.text(int) }
            return verb.verb == "d" ? verb.padded(number.text, zeros: false) : nil
        case "e", "E", "f", "F", "g", "G":
            return verb.text(try value.required(.number).numberValue?.double ?? 0)
        default: return nil
        }
    }

    private static func anyText(_ verb: GoVerb, _ value: HCLValue) throws(ConversionError) -> String {
        if !verb.sharp {
            switch value.data {
            case .string(let text): return verb.text(text) ?? text
            case .number(let number): return verb.padded(number.text, zeros: true)
            case .bool(let flag): return verb.text(flag) ?? ""
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
