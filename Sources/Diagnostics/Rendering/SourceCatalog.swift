/// The texts that diagnostics may quote, by file name.
public struct SourceCatalog: Sendable {
    private var texts: [String: [UInt8]] = [:]

    public init() {}

    /// Adds a file's bytes; a later text of the same name replaces the earlier one.
    public mutating func add(_ bytes: [UInt8], name: String) {
        texts[name] = bytes
    }

    /// Keeps a file's text under the name that ranges carry.
    public mutating func add(_ text: String, name: String) {
        add(Array(text.utf8), name: name)
    }

    /// Adds all texts of another catalog, which replace those of the same names.
    public mutating func merge(_ other: SourceCatalog) {
        texts.merge(other.texts) { $1 }
    }

    /// The lines a range touches with their numbers, without line ends; `nil` if the file is not known or the range
    /// does not lie in it.
    func lines(of range: SourceRange) -> [(number: Int, text: String)]? {
        guard let bytes = texts[range.file], range.start.byte <= bytes.count, range.start.byte >= 0 else { return nil }
        let newline = UInt8(ascii: "\n")
        var start = bytes[..<range.start.byte].lastIndex(of: newline).map { $0 + 1 } ?? 0
        var lines: [(number: Int, text: String)] = []
        for number in range.start.line...max(range.start.line, range.end.line) {
            guard start <= bytes.count else { break }
            let end = bytes[start...].firstIndex(of: newline) ?? bytes.count
            lines.append((number, Self.text(bytes[start..<end])))
            start = end + 1
        }
        return lines
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
