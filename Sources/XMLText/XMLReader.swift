/// Reads XML documents of a server that need not be trusted: well-formed ones, with namespaces, in UTF-8.
///
/// There is no document type and no entity but the five of the language, so nothing can grow while it is read, and
/// nothing outside the document is asked for.
package struct XMLReader {
    /// Elements within elements.
    static let deepest = 64

    private let bytes: [UInt8]
    private var position = 0

    /// The root of the document.
    package static func document(_ bytes: [UInt8]) throws(XMLError) -> XMLElement {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw XMLError("the text is not UTF-8") }
        guard text.unicodeScalars.allSatisfy(XMLCharacters.isAllowed) else {
            throw XMLError("a character is not allowed")
        }
        // A byte order mark may stand before everything.
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var reader = XMLReader(bytes: bytes.starts(with: mark) ? Array(bytes.dropFirst(3)) : bytes)
        return try reader.document()
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func document() throws(XMLError) -> XMLElement {
        if rest("<?xml") { try skip(past: "?>") }
        try skipOutside()
        guard let root = try startOfElement() else { throw error("an element is missing") }
        let element = try content(of: root)
        try skipOutside()
        guard position == bytes.count else { throw error("something follows the document") }
        return element
    }

    /// White space and comments before and after the root.
    private mutating func skipOutside() throws(XMLError) {
        while true {
            skipSpace()
            guard rest("<!--") else { return }
            try skip(past: "-->")
        }
    }

    // MARK: - Elements

    /// An element whose end is still to come.
    private struct Opened {
        var element: XMLElement
        var qualifiedName: String
        var scope: [String: String]
        var isEmpty: Bool
    }

    private mutating func content(of root: Opened) throws(XMLError) -> XMLElement {
        var open = [root]
        while let current = open.last {
            if current.isEmpty {
                open.removeLast()
                guard let parent = open.indices.last else { return current.element }
                open[parent].element.children.append(current.element)
            } else if rest("</") {
                guard try name() == current.qualifiedName else { throw error("the wrong element ends here") }
                skipSpace()
                try expect(">")
                open[open.count - 1].isEmpty = true
            } else if let next = try startOfElement(in: current.scope) {
                guard open.count < Self.deepest else { throw error("the document is nested too deeply") }
                open.append(next)
            } else {
                open[open.count - 1].element.text += try text()
            }
        }
        throw error("an element is missing")
    }

    /// The start of an element, or `nil` if something else stands here.
    private mutating func startOfElement(in outer: [String: String] = [:]) throws(XMLError) -> Opened? {
        guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "<"), Self.startsName(bytes[position + 1])
        else { return nil }
        position += 1
        let qualifiedName = try name()
        var scope = outer
        var attributes: [String: String] = [:]
        while try attribute(&attributes, &scope) {}
        let isEmpty = rest("/")
        try expect(">")
        let parts = qualifiedName.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else { throw error("a name has too many colons") }
        let prefix = parts.count == 2 ? parts[0] : ""
        guard let namespace = scope[prefix] ?? (prefix.isEmpty ? "" : nil) else {
            throw error("the prefix \(prefix) means nothing")
        }
        let element = XMLElement(namespace: namespace, name: parts[parts.count - 1], attributes: attributes)
        return Opened(element: element, qualifiedName: qualifiedName, scope: scope, isEmpty: isEmpty)
    }

    /// - Returns: whether there was an attribute.
    private mutating func attribute(
        _ attributes: inout [String: String], _ scope: inout [String: String]
    ) throws(XMLError) -> Bool {
        let hadSpace = skipSpace()
        guard position < bytes.count, Self.startsName(bytes[position]) else { return false }
        guard hadSpace else { throw error("attributes are not apart") }
        let name = try name()
        skipSpace()
        try expect("=")
        skipSpace()
        let value = try quoted()
        if name == "xmlns" || name.hasPrefix("xmlns:") {
            scope[String(name.dropFirst(6))] = value
        } else if attributes.updateValue(value, forKey: name) != nil {
            throw error("an attribute is given twice")
        }
        return true
    }

    private mutating func quoted() throws(XMLError) -> String {
        guard position < bytes.count else { throw error("the document ends too early") }
        let quote = bytes[position]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw error("a quote is missing") }
        position += 1
        var value: [UInt8] = []
        while position < bytes.count, bytes[position] != quote {
            guard bytes[position] != UInt8(ascii: "<") else { throw error("an attribute has a <") }
            value += try character()
        }
        guard position < bytes.count else { throw error("the document ends too early") }
        position += 1
        return String(decoding: value, as: UTF8.self)
    }

    private mutating func text() throws(XMLError) -> String {
        if rest("<![CDATA[") {
            let start = position
            try skip(past: "]]>")
            return String(decoding: bytes[start..<(position - 3)], as: UTF8.self)
        }
        if rest("<!--") {
            try skip(past: "-->")
            return ""
        }
        guard position < bytes.count, bytes[position] != UInt8(ascii: "<") else {
            throw error("this is no element, text or comment")
        }
        var value: [UInt8] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") { value += try character() }
        return String(decoding: value, as: UTF8.self)
    }

    // MARK: - Characters

    /// The bytes of what stands here: a byte, or what a reference means.
    private mutating func character() throws(XMLError) -> [UInt8] {
        guard bytes[position] == UInt8(ascii: "&") else {
            position += 1
            return [bytes[position - 1]]
        }
        // The longest reference is that of the last character, in hexadecimal, with some leading zeros.
        let end = min(position + 16, bytes.count)
        guard let semicolon = bytes[position..<end].firstIndex(of: UInt8(ascii: ";")) else {
            throw error("a reference has no end")
        }
        let name = String(decoding: bytes[(position + 1)..<semicolon], as: UTF8.self)
        guard let scalar = Self.scalar(name) else { throw error("the reference \(name) means nothing") }
        position = semicolon + 1
        return Array(String(Character(scalar)).utf8)
    }

    private static func scalar(_ reference: String) -> Unicode.Scalar? {
        switch reference {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        guard reference.first == "#" else { return nil }
        let digits = reference.dropFirst()
        let value =
            digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
        guard let scalar = value.flatMap(Unicode.Scalar.init), XMLCharacters.isAllowed(scalar) else { return nil }
        return scalar
    }

    private mutating func name() throws(XMLError) -> String {
        let start = position
        while position < bytes.count, Self.isName(bytes[position]) { position += 1 }
        guard position > start, Self.startsName(bytes[start]) else { throw error("a name is missing") }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func startsName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 128...:
            true
        default: false
        }
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"): true
        default: startsName(byte)
        }
    }

    // MARK: - Moving on

    /// Takes the word if it stands here.
    private mutating func rest(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        let wanted = UnsafeBufferPointer(start: word.utf8Start, count: length)
        guard position + length <= bytes.count, bytes[position..<(position + length)].elementsEqual(wanted) else {
            return false
        }
        position += length
        return true
    }

    private mutating func expect(_ word: StaticString) throws(XMLError) {
        guard rest(word) else { throw error("\(word) is missing") }
    }

    private mutating func skip(past word: StaticString) throws(XMLError) {
        while !rest(word) {
            guard position < bytes.count else { throw error("\(word) is missing") }
            position += 1
        }
    }

    @discardableResult
    private mutating func skipSpace() -> Bool {
        let start = position
        while position < bytes.count, [0x20, 0x9, 0xA, 0xD].contains(bytes[position]) { position += 1 }
        return position > start
    }

    private func error(_ reason: String) -> XMLError {
        XMLError("\(reason) (byte \(position))")
    }
}
