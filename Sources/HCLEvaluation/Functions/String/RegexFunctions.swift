import HCLValues
import RegularExpressions

/// Functions with regular expressions.
enum RegexFunctions {
    static let all: [HCLFunction] = [
        .define("regex", [.init("pattern", .string), .init("string", .string)], returns: .dynamic) { arguments in
            let pattern = try compiled(try arguments.string(0))
            let text = Array(try arguments.string(1).utf8)
            guard let match = pattern.firstMatch(in: text) else {
                throw HCLFunction.Failure("pattern did not match any part of the given string")
            }
            return value(of: match, pattern, text)
        },
        .define("regexall", [.init("pattern", .string), .init("string", .string)], returns: .dynamic) { arguments in
            let pattern = try compiled(try arguments.string(0))
            let text = Array(try arguments.string(1).utf8)
            let matches = pattern.matches(in: text)
            try HCLFunction.Failure.checkProduct(matches.count, 32 * (pattern.groupCount + 1))
            return .list(of: resultType(pattern), matches.map { value(of: $0, pattern, text) })
        },
        .define(
            "regex_replace", [.init("str", .string), .init("pattern", .string), .init("replace", .string)],
            returns: .string
        ) { arguments in
            let pattern = try RegularExpression(hcl: try arguments.string(1))
            let text = Array(try arguments.string(0).utf8)
            return .string(try replaced(text, pattern, try arguments.string(2)))
        },
    ]

    private static func compiled(_ text: String) throws(HCLFunction.Failure) -> RegularExpression {
        let pattern = try RegularExpression(hcl: text)
        let named = pattern.groupNames.count { $0 != nil }
        guard named == 0 || named == pattern.groupCount else {
            throw HCLFunction.Failure(
                "invalid regular expression pattern: cannot mix both named and unnamed capture groups", argument: 0)
        }
        return pattern
    }

    private static func resultType(_ pattern: RegularExpression) -> HCLType {
        guard pattern.groupCount > 0 else { return .string }
        let names = pattern.groupNames.compactMap { $0 }
        guard !names.isEmpty else { return .tuple(pattern.groupNames.map { _ in .string }) }
        return .object(Dictionary(names.map { ($0, HCLType.string) }) { first, _ in first })
    }

    private static func value(
        of match: RegularExpression.Match, _ pattern: RegularExpression, _ text: [UInt8]
    ) -> HCLValue {
        guard pattern.groupCount > 0 else { return .string(String(decoding: text[match.whole], as: UTF8.self)) }
        let groups = match.groups.map { range in
            range.map { HCLValue.string(String(decoding: text[$0], as: UTF8.self)) } ?? .null(.string)
        }
        let names = pattern.groupNames.compactMap { $0 }
        guard !names.isEmpty else { return .tuple(groups) }
        return .object(Dictionary(zip(names, groups)) { first, _ in first })
    }

    private static func replaced(_ text: [UInt8], _ pattern: RegularExpression, _ replacement: String) throws -> String
    {
        var output: [UInt8] = []
        var position = 0
        for match in pattern.matches(in: text) {
            output += text[position..<match.whole.lowerBound]
            output += expanded(replacement, match, pattern, text)
            try HCLFunction.Failure.checkProduct(1, output.count)
            position = match.whole.upperBound
        }
        return String(decoding: output + text[position...], as: UTF8.self)
    }

    /// Resolves `$1`, `$name`, `${name}` and `$$`; what names no group becomes nothing.
    private static func expanded(
        _ replacement: String, _ match: RegularExpression.Match, _ pattern: RegularExpression, _ text: [UInt8]
    ) -> [UInt8] {
        var output: [UInt8] = []
        var rest = replacement[...]
        while let dollar = rest.firstIndex(of: "$") {
            output += rest[..<dollar].utf8
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                rest.removeFirst()
                output.append(UInt8(ascii: "$"))
            } else if let name = takeName(&rest) {
                output += group(name, match, pattern).map { text[$0] } ?? []
            } else {
                output.append(UInt8(ascii: "$"))
            }
        }
        return output + rest.utf8
    }

    private static func takeName(_ rest: inout Substring) -> Substring? {
        let isBraced = rest.first == "{"
        let inner = isBraced ? rest.dropFirst() : rest
        let name = inner.prefix { $0 == "_" || $0.isLetter || $0.isNumber }
        guard !name.isEmpty else { return nil }
        let after = inner[name.endIndex...]
        guard isBraced else {
            rest = after
            return name
        }
        guard after.first == "}" else { return nil }
        rest = after.dropFirst()
        return name
    }

    private static func group(
        _ name: Substring, _ match: RegularExpression.Match, _ pattern: RegularExpression
    ) -> Range<Int>? {
        if let number = Int(name) {
            if number == 0 { return match.whole }
            return match.groups.indices.contains(number - 1) ? match.groups[number - 1] : nil
        }
        return pattern.groupNames.firstIndex { $0 == String(name) }.flatMap { match.groups[$0] }
    }
}

extension RegularExpression {
    /// - Throws: the failure of a function whose first argument is the pattern.
    convenience init(hcl pattern: String) throws(HCLFunction.Failure) {
        do {
            try self.init(pattern)
        } catch {
            throw HCLFunction.Failure("invalid regular expression pattern: \(error.reason)", argument: 0)
        }
    }
}
