import HCLValues

/// Functions that change or look at a text.
enum StringFunctions {
    static let all = changes + cuts + questions + pieces

    private static func text(
        _ name: String, _ change: @escaping @Sendable (String) -> String
    ) -> HCLFunction {
        .define(name, [.init("str", .string)], returns: .string) { .string(change(try $0.string(0))) }
    }

    private static let changes: [HCLFunction] = [
        text("upper") { eachScalar($0, \.properties.uppercaseMapping, \.properties.titlecaseMapping) },
        text("lower") { eachScalar($0, \.properties.lowercaseMapping) { $0 == "\u{130}" ? "i" : String($0) } },
        text("title") { titled($0) },
        text("strrev") { String($0.reversed()) },
        text("trimspace") { trimmed($0, where: \.properties.isWhitespace) },
        text("chomp") { text in
            var scalars = text.unicodeScalars[...]
            while scalars.last == "\n" || scalars.last == "\r" { scalars.removeLast() }
            return String(scalars)
        },
        .define("indent", [.init("spaces", .number), .init("str", .string)], returns: .string) { arguments in
            let spaces = try arguments.int(0)
            guard (0...1000).contains(spaces) else { throw HCLFunction.Failure("must be 0 to 1000", argument: 0) }
            let blank = "\n" + String(repeating: " ", count: spaces)
            let lines = try arguments.string(1).split(omittingEmptySubsequences: false) { $0 == "\n" }
            try HCLFunction.Failure.checkProduct(lines.count, blank.utf8.count)
            return .string(lines.joined(separator: blank))
        },
        .define(
            "replace", [.init("str", .string), .init("substr", .string), .init("replace", .string)], returns: .string
        ) { arguments in
            .string(try replaced(try arguments.string(0), try arguments.string(1), try arguments.string(2)))
        },
    ]

    private static let cuts: [HCLFunction] = [
        .define("trim", [.init("str", .string), .init("cutset", .string)], returns: .string) { arguments in
            let cutset = Set(try arguments.string(1).unicodeScalars)
            return .string(trimmed(try arguments.string(0)) { cutset.contains($0) })
        },
        .define("trimprefix", [.init("str", .string), .init("prefix", .string)], returns: .string) { arguments in
            let (text, prefix) = (try arguments.string(0), try arguments.string(1))
            let hasPrefix = text.utf8.starts(with: prefix.utf8)
            return .string(hasPrefix ? String(decoding: text.utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : text)
        },
        .define("trimsuffix", [.init("str", .string), .init("suffix", .string)], returns: .string) { arguments in
            let (text, suffix) = (try arguments.string(0), try arguments.string(1))
            let hasSuffix = text.utf8.reversed().starts(with: suffix.utf8.reversed())
            return .string(hasSuffix ? String(decoding: text.utf8.dropLast(suffix.utf8.count), as: UTF8.self) : text)
        },
        .define(
            "substr", [.init("str", .string), .init("offset", .number), .init("length", .number)], returns: .string
        ) { arguments in
            let characters = Array(try arguments.string(0))
            var offset = try arguments.int(1)
            let length = try arguments.int(2)
            if offset < 0 { offset = max(0, offset + characters.count) }
            let start = min(offset, characters.count)
            let end = length < 0 ? characters.count : min(characters.count, start + min(length, characters.count))
            return .string(String(characters[start..<end]))
        },
    ]

    private static let questions: [HCLFunction] = [
        // A null text starts with nothing, and every text with the empty one, whatever it will be.
        .define(
            "startswith",
            [.init("str", .string, allowsNull: true, allowsUnknown: true), .init("prefix", .string)], returns: .bool
        ) { arguments in
            let prefix = try arguments.string(1)
            if arguments[0].isUnknown { return prefix.isEmpty ? .bool(true) : .unknown(.bool) }
            guard let text = arguments[0].stringValue else { return .bool(false) }
            return .bool(text.utf8.starts(with: prefix.utf8))
        },
        question("endswith") { $0.reversed().starts(with: $1.reversed()) },
        question("strcontains") { text, part in firstOccurrence(of: part, in: text[...]) != nil },
    ]

    private static func question(
        _ name: String, _ answer: @escaping @Sendable ([UInt8], [UInt8]) -> Bool
    ) -> HCLFunction {
        .define(name, [.init("str", .string), .init("part", .string)], returns: .bool) { arguments in
            .bool(answer(Array(try arguments.string(0).utf8), Array(try arguments.string(1).utf8)))
        }
    }

    private static let pieces: [HCLFunction] = [
        .define("split", [.init("separator", .string), .init("str", .string)], returns: .list(.string)) { arguments in
            let parts = split(try arguments.string(1), by: try arguments.string(0))
            return .list(of: .string, parts.map(HCLValue.string))
        },
        .define(
            "join", [.init("separator", .string)], variadic: .init("lists", .list(.string)), returns: .string
        ) { arguments in
            guard arguments.count > 1 else { throw HCLFunction.Failure("at least one list is required") }
            let parts = try (1..<arguments.count).flatMap { try arguments.strings($0) }
            try HCLFunction.Failure.checkProduct(parts.count, try arguments.string(0).utf8.count)
            return .string(parts.joined(separator: try arguments.string(0)))
        },
    ]

    // MARK: - Text work

    /// One scalar for one, as Go does: where the mapping gives several the other one is asked, and else it stays.
    private static func eachScalar(
        _ text: String, _ mapping: (Unicode.Scalar) -> String, _ simple: (Unicode.Scalar) -> String
    ) -> String {
        text.unicodeScalars.reduce(into: "") { output, scalar in
            let candidates = [mapping(scalar), simple(scalar)]
            output += candidates.first { $0.unicodeScalars.count == 1 } ?? String(scalar)
        }
    }

    /// The first letter of every word in upper case.
    private static func titled(_ text: String) -> String {
        var output = ""
        var startsWord = true
        for scalar in text.unicodeScalars {
            let mapped = scalar.properties.titlecaseMapping
            output += startsWord && mapped.unicodeScalars.count == 1 ? mapped : String(scalar)
            startsWord = isSeparator(scalar)
        }
        return output
    }

    /// Go's idea of what separates words: in ASCII all but letters, digits and `_`, beyond it white space only.
    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else { return scalar.properties.isWhitespace }
        return !scalar.properties.isAlphabetic && !("0"..."9").contains(scalar) && scalar != "_"
    }

    private static func trimmed(_ text: String, where isCut: (Unicode.Scalar) -> Bool) -> String {
        var scalars = text.unicodeScalars.drop(while: isCut)
        while let last = scalars.last, isCut(last) { scalars.removeLast() }
        return String(scalars)
    }

    /// By bytes, as the language compares text; an empty part matches between all characters.
    private static func replaced(_ text: String, _ part: String, _ replacement: String) throws -> String {
        let pieces =
            part.isEmpty
            ? [""] + text.unicodeScalars.map { String($0) } + [""]
            : split(text, by: part)
        try HCLFunction.Failure.checkProduct(pieces.count, replacement.utf8.count)
        return pieces.joined(separator: replacement)
    }

    static func split(_ text: String, by separator: String) -> [String] {
        if separator.isEmpty { return text.unicodeScalars.map { String($0) } }
        var parts: [String] = []
        let separator = Array(separator.utf8)
        var rest = Array(text.utf8)[...]
        while let index = firstOccurrence(of: separator, in: rest) {
            parts.append(String(decoding: rest[..<index], as: UTF8.self))
            rest = rest[(index + separator.count)...]
        }
        parts.append(String(decoding: rest, as: UTF8.self))
        return parts
    }

    private static func firstOccurrence(of part: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        guard let first = part.first else { return text.startIndex }
        var rest = text
        while let index = rest.firstIndex(of: first) {
            if rest[index...].starts(with: part) { return index }
            rest = rest[(index + 1)...]
        }
        return nil
    }
}
