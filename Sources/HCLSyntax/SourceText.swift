import Diagnostics

/// The text of one file with the start of every line, from which exact places are computed when somebody asks.
///
/// Nodes of the tree keep byte offsets and a reference to this; a line number costs a binary search and a column in
/// user-perceived characters is counted only where a diagnostic needs it, so that parsing pays for neither.
public final class SourceText: Sendable {
    /// The file's name as the user gave it.
    public let name: String
    /// UTF-8 as it was read, with a byte order mark if there was one.
    public let bytes: [UInt8]
    /// The place that every range of this text is reported at, for text embedded in another file, such as a
    /// template inside a JSON string; `nil` for a text of its own.
    public let anchor: SourceRange?
    /// The text that this one stands in with escapes, such as the JSON file around a template in a string.
    let origin: Origin?
    let lineStarts: [Int32]
    let isASCII: Bool

    /// Where every byte of an embedded text stands in the text around it.
    struct Origin: Sendable {
        var source: SourceText
        /// Offsets in `source`, one for each byte and one for the end.
        var offsets: [Int]
    }

    /// A text of its own, or one that is reported at the place of `anchor`.
    public convenience init(_ bytes: [UInt8], name: String, anchor: SourceRange? = nil) {
        self.init(bytes, name: name, anchor: anchor, origin: nil)
    }

    /// A text whose places are told as places of the text around it.
    convenience init(_ bytes: [UInt8], in source: SourceText, at offsets: [Int]) {
        self.init(bytes, name: source.name, anchor: nil, origin: Origin(source: source, offsets: offsets))
    }

    private init(_ bytes: [UInt8], name: String, anchor: SourceRange?, origin: Origin?) {
        self.origin = origin
        self.name = name
        self.bytes = bytes
        self.anchor = anchor
        var starts: [Int32] = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        starts.reserveCapacity(bytes.count / 24 + 1)
        var combined: UInt8 = 0
        for (offset, byte) in bytes.enumerated() {
            combined |= byte
            if byte == UInt8(ascii: "\n") { starts.append(Int32(truncatingIfNeeded: offset + 1)) }
        }
        lineStarts = starts
        isASCII = combined < 0x80
    }

    /// A text of its own, or one that is reported at the place of `anchor`.
    public convenience init(_ text: String, name: String, anchor: SourceRange? = nil) {
        self.init(Array(text.utf8), name: name, anchor: anchor)
    }

    /// The text between two byte offsets; ill-formed UTF-8 is repaired.
    public func text(_ start: Int, _ end: Int) -> String {
        String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// Line and column of a byte offset.
    public func position(at offset: Int) -> SourcePosition {
        if let origin {
            return origin.source.position(at: origin.offsets[min(max(0, offset), origin.offsets.count - 1)])
        }
        let line = lineIndex(of: offset)
        let start = min(Int(lineStarts[line]), offset)
        let column = isASCII ? offset - start : text(start, offset).count
        return SourcePosition(byte: offset, line: line + 1, column: column + 1)
    }

    /// The line an offset lies in, from 0.
    func lineIndex(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if Int(lineStarts[middle]) <= offset { low = middle } else { high = middle - 1 }
        }
        return low
    }
}

/// A stretch of a source text in byte offsets; `range` tells it in lines and columns.
public struct SourceSpan: Sendable {
    /// The text that the offsets count in.
    public let source: SourceText
    let startOffset: Int32
    let endOffset: Int32

    /// A stretch by its offsets in bytes, the end behind the last one.
    public init(_ source: SourceText, _ start: Int, _ end: Int) {
        self.source = source
        startOffset = Int32(truncatingIfNeeded: start)
        endOffset = Int32(truncatingIfNeeded: end)
    }

    /// Offset of the first byte.
    public var start: Int { Int(startOffset) }
    /// Offset behind the last byte.
    public var end: Int { Int(endOffset) }
    /// The source text itself.
    public var text: String { source.text(start, end) }

    /// Lines and columns, or the anchor of an embedded text; costs a search, so it is for messages.
    public var range: SourceRange {
        if let anchor = source.anchor { return anchor }
        return SourceRange(file: source.name, start: source.position(at: start), end: source.position(at: end))
    }

    /// The smallest span that covers both, which must be of the same text.
    public func union(_ other: SourceSpan) -> SourceSpan {
        SourceSpan(source, min(start, other.start), max(end, other.end))
    }
}
