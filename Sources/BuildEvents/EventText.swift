/// Text for the user that knows which of its words are the program's own.
///
/// In `log.say("Connecting to \(host)")` the literal is our own and `host` is somebody's. A secret that happens to be
/// one of our own words is masked only in what came from somebody: our own words tell nothing about it.
public struct EventText: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The whole text; foreign parts are marked, not changed.
    public private(set) var text: String
    /// Where our own words are, as UTF-8 offsets, in ascending order.
    public private(set) var ownWords: [Range<Int>]

    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = EventText("")

        public init(literalCapacity: Int, interpolationCount: Int) {}

        public mutating func appendLiteral(_ literal: String) { text.append(own: literal) }

        public mutating func appendInterpolation(_ value: some Any) { text.append("\(value)") }

        /// A value that the program itself made: a number, the name of a temporary folder.
        public mutating func appendInterpolation(own value: some Any) { text.append(own: "\(value)") }

        public mutating func appendInterpolation(_ other: EventText) { text.append(other) }
    }

    /// Text that is somebody's as a whole, but for the given parts.
    public init(_ text: String, ownWords: [Range<Int>] = []) {
        self.text = text
        self.ownWords = ownWords
    }

    public init(stringLiteral value: String) {
        self.init(value, ownWords: value.isEmpty ? [] : [0..<value.utf8.count])
    }

    public init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.text
    }

    /// Joined, each part keeping its marks.
    public static func + (first: EventText, second: EventText) -> EventText {
        var sum = first
        sum.append(second)
        return sum
    }

    /// The same text, with what somebody wrote made harmless for a terminal.
    package var printable: EventText {
        var result = EventText("")
        let bytes = Array(text.utf8)
        var position = 0
        for words in ownWords {
            result.append(TerminalText.printable(String(decoding: bytes[position..<words.lowerBound], as: UTF8.self)))
            result.append(own: String(decoding: bytes[words], as: UTF8.self))
            position = words.upperBound
        }
        result.append(TerminalText.printable(String(decoding: bytes[position...], as: UTF8.self)))
        return result
    }

    private mutating func append(_ other: String) { text += other }

    private mutating func append(own other: String) { append(EventText(stringLiteral: other)) }

    private mutating func append(_ other: EventText) {
        let offset = text.utf8.count
        text += other.text
        ownWords += other.ownWords.map { $0.lowerBound + offset..<$0.upperBound + offset }
    }
}
