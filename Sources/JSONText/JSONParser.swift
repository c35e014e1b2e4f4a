import Diagnostics

/// Reads JSON text strictly as RFC 8259 defines it: one value, no comments, no trailing commas.
package struct JSONParser {
    /// How deep arrays and objects may nest: deeper text is an attack on the stack.
    package static let defaultDepthLimit = 400

    let bytes: [UInt8]
    var offset = 0
    private var remainingDepth: Int

    private init(bytes: [UInt8], depthLimit: Int) {
        self.bytes = bytes
        remainingDepth = depthLimit
    }

    /// The value that the UTF-8 bytes write.
    ///
    /// - Throws: `JSONSyntaxError`, also for bytes that are no UTF-8 and for text after the value.
    package static func parse(
        _ bytes: [UInt8], depthLimit: Int = defaultDepthLimit
    ) throws(JSONSyntaxError) -> JSONValue {
        var parser = JSONParser(bytes: bytes, depthLimit: depthLimit)
        parser.skipSpace()
        let value = try parser.value()
        parser.skipSpace()
        guard parser.offset == bytes.count else { throw parser.failure("unexpected text after the value") }
        return value
    }

    package static func parse(
        _ text: String, depthLimit: Int = defaultDepthLimit
    ) throws(JSONSyntaxError) -> JSONValue {
        try parse(Array(text.utf8), depthLimit: depthLimit)
    }

    // MARK: - Grammar

    private mutating func value() throws(JSONSyntaxError) -> JSONValue {
        switch peek {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONSyntaxError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONSyntaxError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try keyword("true", .bool(true))
        case UInt8(ascii: "f"): return try keyword("false", .bool(false))
        case UInt8(ascii: "n"): return try keyword("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || Self.isDigit(byte): return .number(try number())
        case nil: throw failure("the text ends where a value is expected")
        default: throw failure("a value is expected here")
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONSyntaxError) -> JSONValue
    ) throws(JSONSyntaxError) -> JSONValue {
        guard remainingDepth > 0 else { throw failure("arrays and objects nest too deeply") }
        remainingDepth -= 1
        offset += 1
        skipSpace()
        let value = try body(&self)
        remainingDepth += 1
        return value
    }

    private mutating func array() throws(JSONSyntaxError) -> JSONValue {
        var elements: [JSONValue] = []
        if take("]") { return .array(elements) }
        while true {
            elements.append(try value())
            skipSpace()
            if take("]") { return .array(elements) }
            guard take(",") else { throw failure("a comma or \"]\" is expected after an array element") }
            skipSpace()
        }
    }

    private mutating func object() throws(JSONSyntaxError) -> JSONValue {
        var members: [JSONValue.Member] = []
        if take("}") { return .object(members) }
        while true {
            guard peek == UInt8(ascii: "\"") else { throw failure("a property name in double quotes is expected") }
            let name = try string()
            skipSpace()
            guard take(":") else { throw failure("a colon is expected after a property name") }
            skipSpace()
            members.append(JSONValue.Member(name, try value()))
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw failure("a comma or \"}\" is expected after a property") }
            skipSpace()
        }
    }

    private mutating func keyword(_ word: String, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        guard bytes[offset...].starts(with: word.utf8) else { throw failure("a value is expected here") }
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

    private mutating func skipSpace() {
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
