/// A place in a source text.
public struct SourcePosition: Hashable, Sendable, Comparable {
    /// Offset from the start of the file in UTF-8 bytes, from 0.
    public var byte: Int
    /// Line number, from 1.
    public var line: Int
    /// Column in user-perceived characters (grapheme clusters), from 1.
    public var column: Int

    public init(byte: Int, line: Int, column: Int) {
        self.byte = byte
        self.line = line
        self.column = column
    }

    /// Where a file begins.
    public static let start = SourcePosition(byte: 0, line: 1, column: 1)

    /// Compares by byte.
    public static func < (lhs: SourcePosition, rhs: SourcePosition) -> Bool {
        lhs.byte < rhs.byte
    }
}

/// A half-open stretch of a source text.
public struct SourceRange: Hashable, Sendable {
    /// The file's name as the user gave it, or a made-up one such as `<value for var.x from arguments>`.
    public var file: String
    /// The first byte; the end is the byte after the last.
    public var start: SourcePosition
    /// The position after the last character.
    public var end: SourcePosition

    public init(file: String, start: SourcePosition, end: SourcePosition) {
        self.file = file
        self.start = start
        self.end = end
    }

    /// The smallest range that covers both.
    public func union(_ other: SourceRange) -> SourceRange {
        SourceRange(file: file, start: min(start, other.start), end: max(end, other.end))
    }
}
