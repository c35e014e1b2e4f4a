/// How many words are shown, and which of them were not read or were read without being there.
struct WordScore {
    private(set) var shown = 0
    private(set) var missing: [String] = []
    /// What was read and is not shown.
    private(set) var invented: [String] = []

    init() {}

    init(read: String, shown text: String) {
        let (read, words) = (Self.words(read), Self.words(text))
        shown = words.count
        missing = Self.subtract(read, from: words)
        invented = Self.subtract(words, from: read)
    }

    mutating func add(_ other: WordScore) {
        shown += other.shown
        missing += other.missing
        invented += other.invented
    }

    /// The share of the words, from 0 to 1.
    var found: Double { shown == 0 ? 1 : 1 - Double(missing.count) / Double(shown) }

    private static func words(_ text: String) -> [String] {
        // A dash between columns is no word.
        text.split(whereSeparator: \.isWhitespace).map(String.init).filter {
            $0.contains { $0.isLetter || $0.isNumber }
        }
    }

    private static func subtract(_ words: [String], from all: [String]) -> [String] {
        var rest = all
        for word in words {
            if let place = rest.firstIndex(of: word) { rest.remove(at: place) }
        }
        return rest
    }
}
