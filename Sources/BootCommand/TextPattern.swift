import RegularExpressions
public import ScreenReading

/// What a boot command waits for: a text as it stands, or a regular expression in RE2's syntax.
///
/// Both are tried, so that a text with brackets or dots needs no escapes. `^` and `$` stand for the ends of a line.
public struct TextPattern: Hashable, Sendable {
    /// As the template has it.
    public let source: String
    private let expression: RegularExpression

    /// A pattern that is none.
    public struct Invalid: Error, Hashable, Sendable {
        /// What is wrong, as a part of a sentence.
        public let reason: String
    }

    /// - Throws: `Invalid` if the pattern is empty or RE2 cannot read it.
    public init(_ source: String) throws(Invalid) {
        guard !source.isEmpty else { throw Invalid(reason: "it is empty") }
        self.source = source
        do {
            expression = try RegularExpression("(?m:\(source))")
        } catch {
            throw Invalid(reason: error.reason)
        }
    }

    /// The end of the first match in the text from a byte on, as a byte's index; `nil` without a match.
    public func end(in text: [UInt8], from start: Int = 0) -> Int? {
        if let match = expression.firstMatch(in: text, from: start) { return match.whole.upperBound }
        guard let whole = Self.firstIndex(of: Array(source.utf8), in: text, from: start) else { return nil }
        return whole + source.utf8.count
    }

    /// Whether the screen shows it.
    ///
    /// Rows are read without spaces at their ends and with one, since nobody sees whether a prompt ends with a space;
    /// and as one line where the text runs over the right border.
    public func matches(_ screen: ScreenText) -> Bool {
        [screen.text, screen.spacedText, screen.unwrappedText].contains { end(in: Array($0.utf8)) != nil }
    }

    public static func == (left: TextPattern, right: TextPattern) -> Bool { left.source == right.source }

    public func hash(into hasher: inout Hasher) { hasher.combine(source) }

    private static func firstIndex(of wanted: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        guard text.count - start >= wanted.count else { return nil }
        return (start...(text.count - wanted.count)).first { index in
            text[index] == wanted[0] && text[index..<(index + wanted.count)].elementsEqual(wanted)
        }
    }
}

extension ScreenText {
    /// All rows with one space at their ends.
    fileprivate var spacedText: String { lines.map { $0 + " " }.joined(separator: "\n") }

    /// The rows, those that are full to the right border joined with the next.
    fileprivate var unwrappedText: String {
        let lines = lines
        return (0..<rows).reduce(into: "") { text, row in
            text += lines[row]
            if characters[(row + 1) * columns - 1] == " " { text += "\n" }
        }
    }
}
