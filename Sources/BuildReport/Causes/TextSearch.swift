/// Looking for words in lines, whatever their case.
extension Sequence<String> {
    /// The first line that holds one of `words`, without what surrounds the text in it.
    func first(with words: String...) -> String? {
        let words = words.map { $0.lowercased() }
        return first { $0.contains(oneOf: words) }?.plain
    }

    /// The first line that holds one of `words` and one of `further`.
    func first(with words: [String], and further: [String]) -> String? {
        first { $0.contains(oneOf: words) && $0.contains(oneOf: further) }?.plain
    }
}

extension String {
    /// Whether it holds one of `words`, which are in lower case.
    func contains(oneOf words: [String]) -> Bool {
        let line = lowercased()
        return words.contains { line.contains($0) }
    }

    /// The line without frames of dialogs, the kernel's time stamps and white space around it, not too long to quote.
    var plain: String {
        var text = String(String.UnicodeScalarView(unicodeScalars.map { $0.isFrame ? " " : $0 })).trimmed
        if text.hasPrefix("["), let end = text.firstIndex(of: "]"),
            text[text.index(after: text.startIndex)..<end].allSatisfy({ $0.isNumber || $0 == "." || $0 == " " })
        {
            text = String(text[text.index(after: end)...]).trimmed
        }
        return text.count <= 200 ? text : text.prefix(200) + "..."
    }

    var trimmed: String {
        guard let start = firstIndex(where: { !$0.isWhitespace }),
            let end = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[start...end])
    }

    /// The text behind `word`, up to the end of its line.
    func rest(after word: String) -> String? {
        firstRange(of: word).map { self[$0.upperBound...].prefix { !$0.isNewline } }.map { String($0).trimmed }
    }
}

extension Unicode.Scalar {
    /// Whether it draws lines, blocks and shades (U+2500 to U+259F).
    var isFrame: Bool { (0x2500...0x259F).contains(value) }
}
