/// How many of the words that are shown were read.
struct WordScore {
    /// The share of the words.
    let found: Double
    let missing: [String]
    /// What was read and is not shown.
    let invented: [String]

    init(read: String, shown: String) {
        let words = Self.words(shown)
        missing = Self.subtract(Self.words(read), from: words)
        invented = Self.subtract(words, from: Self.words(read))
        found = words.isEmpty ? 1 : 1 - Double(missing.count) / Double(words.count)
    }

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
