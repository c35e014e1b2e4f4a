import Diagnostics

/// Reads JSON text strictly as RFC 8259 defines it: one value, no comments, no trailing commas.
package struct JSONParser {
    /// How deep arrays and objects may nest: deeper text is an attack on the stack.
    package static let defaultDepthLimit = 400

    let bytes: [UInt8]
    var offset = 0
    /// For each byte of the string read last, where it stands in the text; kept only if somebody asked for it.
    var stringOffsets: [Int]?
    var remainingDepth: Int
    /// What was wrong so far; `nil` if the first fault ends the reading.
    var faults: [JSONSyntaxError]?

    init(bytes: [UInt8], depthLimit: Int) {
        self.bytes = bytes
        remainingDepth = depthLimit
    }

    /// The value that the UTF-8 bytes write.
    ///
    /// - Throws: `JSONSyntaxError`, also for bytes that are no UTF-8 and for text after the value.
    package static func parse(
        _ bytes: [UInt8], depthLimit: Int = defaultDepthLimit
    ) throws(JSONSyntaxError) -> JSONValue {
        try parseLocated(bytes, depthLimit: depthLimit).value
    }

    package static func parse(
        _ text: String, depthLimit: Int = defaultDepthLimit
    ) throws(JSONSyntaxError) -> JSONValue {
        try parse(Array(text.utf8), depthLimit: depthLimit)
    }

    /// The value with the places of all its parts.
    ///
    /// - Parameter start: where the text begins, behind a byte order mark for instance.
    /// - Throws: `JSONSyntaxError`, also for bytes that are no UTF-8 and for text after the value.
    package static func parseLocated(
        _ bytes: [UInt8], from start: Int = 0, depthLimit: Int = defaultDepthLimit
    ) throws(JSONSyntaxError) -> LocatedJSON {
        var parser = JSONParser(bytes: bytes, depthLimit: depthLimit)
        parser.offset = min(max(0, start), bytes.count)
        parser.skipSpace()
        let value = try parser.value()
        parser.skipSpace()
        guard parser.offset == bytes.count else { throw parser.failure("unexpected text after the value") }
        return value
    }

    /// Where each byte of a string's value stands in the text, and behind them its closing quote.
    ///
    /// - Parameter start: the offset of the opening quote of a string that was read before.
    package static func offsets(ofStringAt start: Int, in bytes: [UInt8]) -> [Int] {
        var parser = JSONParser(bytes: bytes, depthLimit: 0)
        parser.offset = start
        parser.stringOffsets = []
        // The string was read before: the second reading cannot fail.
        guard (try? parser.string()) != nil else { return [start] }
        return (parser.stringOffsets ?? []) + [parser.offset - 1]
    }

    // MARK: - Grammar

    mutating func value() throws(JSONSyntaxError) -> LocatedJSON {
        let start = offset
        let kind = try kind()
        return LocatedJSON(kind: kind, range: start..<offset)
    }

    private mutating func kind() throws(JSONSyntaxError) -> LocatedJSON.Kind {
        switch peek {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONSyntaxError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONSyntaxError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try keyword("true", .bool(true))
        case UInt8(ascii: "f"): return try keyword("false", .bool(false))
        case UInt8(ascii: "n"): return try keyword("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || Self.isDigit(byte): return .number(try number())
        default: throw missing("a value")
        }
    }

    /// What to say where something else than `wanted` stands.
    private func missing(_ wanted: String) -> JSONSyntaxError {
        switch peek {
        case nil: failure("the text ends where \(wanted) is expected")
        case UInt8(ascii: "'"), UInt8(ascii: "`"): failure("\(wanted) is expected here; strings stand in double quotes")
        case UInt8(ascii: "/"), UInt8(ascii: "#"):
            failure("\(wanted) is expected here; JSON has no comments")
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            failure("\(wanted) is expected here; no comma may stand before a closing bracket")
        default: failure("\(wanted) is expected here")
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONSyntaxError) -> LocatedJSON.Kind
    ) throws(JSONSyntaxError) -> LocatedJSON.Kind {
        guard remainingDepth > 0 else { throw failure("arrays and objects nest too deeply") }
        remainingDepth -= 1
        offset += 1
        skipSpace()
        let value = try body(&self)
        remainingDepth += 1
        return value
    }

    private mutating func array() throws(JSONSyntaxError) -> LocatedJSON.Kind {
        var elements: [LocatedJSON] = []
        if take("]") { return .array(elements) }
        while true {
            try recovering(before: "]") { parser throws(JSONSyntaxError) in
                elements.append(try parser.value())
                parser.skipSpace()
                guard parser.isAtEnd(of: "]") else {
                    throw parser.failure("a comma or \"]\" is expected after an array element")
                }
            }
            if take("]") { return .array(elements) }
            _ = take(",")
            skipSpace()
        }
    }

    private mutating func object() throws(JSONSyntaxError) -> LocatedJSON.Kind {
        var members: [LocatedJSON.Member] = []
        if take("}") { return .object(members) }
        while true {
            try recovering(before: "}") { parser throws(JSONSyntaxError) in
                members.append(try parser.member())
                parser.skipSpace()
                guard parser.isAtEnd(of: "}") else {
                    throw parser.failure("a comma or \"}\" is expected after a property")
                }
            }
            if take("}") { return .object(members) }
            _ = take(",")
            skipSpace()
        }
    }

    private mutating func member() throws(JSONSyntaxError) -> LocatedJSON.Member {
        let start = offset
        guard peek == UInt8(ascii: "\"") else { throw missing("a property name in double quotes") }
        let name = try string()
        let end = offset
        skipSpace()
        guard take(":") else { throw failure("a colon is expected after a property name") }
        skipSpace()
        return LocatedJSON.Member(name: name, nameRange: start..<end, value: try value())
    }

    /// Whether a comma or the closing bracket comes next.
    private func isAtEnd(of bracket: Unicode.Scalar) -> Bool {
        peek == UInt8(ascii: ",") || peek == UInt8(ascii: bracket)
    }

    private mutating func keyword(
        _ word: String, _ value: LocatedJSON.Kind
    ) throws(JSONSyntaxError) -> LocatedJSON.Kind {
        guard bytes[offset...].starts(with: word.utf8) else { throw missing("a value") }
        offset += word.utf8.count
        return value
    }

    private mutating func number() throws(JSONSyntaxError) -> String {
        let start = offset
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func digits() throws(JSONSyntaxError) {
        let start = offset
        while let byte = peek, Self.isDigit(byte) { offset += 1 }
        guard offset > start else { throw failure("a digit is expected") }
    }

    // MARK: - Bytes

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    func failure(_ message: String, at place: Int? = nil) -> JSONSyntaxError {
        let place = place ?? offset
        let before = bytes[..<place]
        let line = before.count { $0 == 0x0A } + 1
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return JSONSyntaxError(
            message: message, position: SourcePosition(byte: place, line: line, column: place - lineStart + 1))
    }
}
