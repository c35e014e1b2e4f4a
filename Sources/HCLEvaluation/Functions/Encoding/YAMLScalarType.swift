import Cryptography
import HCLValues
import YAMLText

/// What a single word of YAML stands for.
enum YAMLScalarType {
    private static let prefix = "tag:yaml.org,2002:"
    private static let truths: Set<String> = [
        "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON",
    ]
    private static let falsehoods: Set<String> = [
        "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF",
    ]
    private static let nulls: Set<String> = ["", "~", "null", "Null", "NULL"]
    private static let endless: Set<String> = [
        ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN",
    ]

    static func value(_ scalar: YAMLScalar) throws -> HCLValue {
        let text = scalar.text
        let tag = scalar.tag.hasPrefix(prefix) ? String(scalar.tag.dropFirst(prefix.count)) : scalar.tag
        // Quoted text is text, whatever its tag says.
        if scalar.style != .plain, tag != "binary" { return .string(text) }
        switch tag {
        case "": return try resolved(text)
        case "str": return .string(text)
        case "null": return .null()
        case "bool":
            guard truths.contains(text) || falsehoods.contains(text) else { throw misfit(text, tag) }
            return .bool(truths.contains(text))
        case "int", "float":
            guard let number = number(text) ?? integer(text) else { throw misfit(text, tag) }
            return .number(number)
        case "timestamp":
            guard let time = YAMLTimestamp.time(text) else { throw misfit(text, tag) }
            return .string(time.rfc3339)
        case "binary":
            guard Base64.bytes(text) != nil else { throw misfit(text, tag) }
            return .string(text)
        default: throw HCLFunction.Failure("unsupported tag \"\(scalar.tag)\"", argument: 0)
        }
    }

    private static func misfit(_ text: String, _ tag: String) -> HCLFunction.Failure {
        HCLFunction.Failure("cannot read \"\(text)\" as \(tag)", argument: 0)
    }

    private static func resolved(_ text: String) throws -> HCLValue {
        if truths.contains(text) { return .bool(true) }
        if falsehoods.contains(text) { return .bool(false) }
        if nulls.contains(text) { return .null() }
        guard !endless.contains(text) else {
            throw HCLFunction.Failure("infinities and \".nan\" are not supported", argument: 0)
        }
        if let time = YAMLTimestamp.time(text) { return .string(time.rfc3339) }
        if let number = number(text) { return .number(number) }
        let isBinary = text.hasPrefix("0b") || text.hasPrefix("-0b")
        if isBinary, let number = integer(text) { return .number(number) }
        return .string(text)
    }

    /// Decimal, with `_` between digits as YAML 1.1 has them.
    private static func number(_ text: String) -> HCLNumber? {
        guard let first = text.utf8.first, "+-.0123456789".utf8.contains(first) else { return nil }
        return HCLNumber(text.filter { $0 != "_" })
    }

    /// With a prefix that tells the base: `0x`, `0o`, `0b`.
    private static func integer(_ text: String) -> HCLNumber? {
        let isNegative = text.hasPrefix("-")
        let digits = text.drop { $0 == "-" || $0 == "+" }.lowercased()
        let bases = ["0x": 16, "0o": 8, "0b": 2]
        guard let base = bases[String(digits.prefix(2))], let value = Int(digits.dropFirst(2), radix: base),
            value >= 0
        else { return nil }
        return HCLNumber(isNegative ? -value : value)
    }
}

/// The forms of a time that YAML 1.1 takes without a tag.
enum YAMLTimestamp {
    /// `2001-12-14`, `2001-1-2T3:4:5.1Z`, `2001-12-14 21:59:43.10`; `nil` for anything else.
    static func time(_ text: String) -> CivilTime? {
        let date = text.prefix { $0 != "T" && $0 != "t" && $0 != " " }
        let parts = date.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, let day = padded(parts) else { return nil }
        guard date.endIndex < text.endIndex else { return CivilTime(rfc3339: day + "T00:00:00Z") }
        let isLocal = text[date.endIndex] == " "
        let rest = text[text.index(after: date.endIndex)...]
        let clock = rest.prefix { $0 == ":" || $0.isASCII && $0.isNumber }
        guard let time = padded(clock.split(separator: ":", omittingEmptySubsequences: false)) else { return nil }
        let tail = rest[clock.endIndex...]
        let colons = time.split(separator: "-").joined(separator: ":")
        return CivilTime(rfc3339: day + "T" + colons + tail + (isLocal ? "Z" : ""))
    }

    /// Three numbers with two digits at least each, joined by hyphens.
    private static func padded(_ parts: [Substring]) -> String? {
        let isNumeric = parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }
        guard parts.count == 3, isNumeric else { return nil }
        return parts.map { $0.utf8.count == 1 ? "0" + $0 : String($0) }.joined(separator: "-")
    }
}
