/// A line of text while it is typed, with the lines typed before.
///
/// It knows nothing of the terminal. The history is kept in memory only: what people try may hold secrets.
struct LineEditor {
    enum Outcome: Equatable {
        case line(String)
        /// Control-C: the line is dropped.
        case interrupted
        /// Nothing more will come.
        case ended
    }

    private(set) var text: [Character] = []
    /// The position before which the next character goes.
    private(set) var cursor = 0
    private var history: [String] = []
    /// The line of the history that is shown; behind the last for the line that is being typed.
    private var position = 0
    private var draft: [Character] = []
    private let words: [String]

    /// - Parameter words: what Tab completes to.
    init(words: [String] = []) {
        self.words = words
    }

    /// Changes the line as the key says.
    ///
    /// - Returns: what is finished by it, if anything.
    mutating func press(_ key: Key) -> Outcome? {
        switch key {
        case .enter: return .line(finish())
        case .interrupt:
            guard !text.isEmpty else { return .ended }
            clear()
            return .interrupted
        case .endOfInput:
            guard !text.isEmpty else { return .ended }
            erase(cursor..<min(cursor + 1, text.count))
        case .character(let scalar): insert(scalar)
        case .tab: complete()
        case .backspace: erase(max(0, cursor - 1)..<cursor)
        case .delete: erase(cursor..<min(cursor + 1, text.count))
        case .eraseToStart: erase(0..<cursor)
        case .eraseToEnd: erase(cursor..<text.count)
        case .eraseWord: erase(wordStart..<cursor)
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(text.count, cursor + 1)
        case .home: cursor = 0
        case .end: cursor = text.count
        case .wordLeft: cursor = wordStart
        case .wordRight: cursor = wordEnd
        case .up: show(position - 1)
        case .down: show(position + 1)
        case .clearScreen: break
        }
        return nil
    }

    // MARK: - Changes

    private mutating func finish() -> String {
        let line = String(text)
        if !line.allSatisfy(\.isWhitespace), history.last != line { history.append(line) }
        clear()
        return line
    }

    private mutating func clear() {
        text = []
        draft = []
        cursor = 0
        position = history.count
    }

    private mutating func insert(_ scalar: Unicode.Scalar) {
        // A mark joins the character that it belongs to.
        if cursor > 0 {
            let joined = String(text[cursor - 1]) + String(Character(scalar))
            if joined.count == 1, let character = joined.first {
                text[cursor - 1] = character
                return
            }
        }
        text.insert(Character(scalar), at: cursor)
        cursor += 1
    }

    private mutating func erase(_ range: Range<Int>) {
        text.removeSubrange(range)
        cursor = range.lowerBound
    }

    private mutating func show(_ wanted: Int) {
        guard (0...history.count).contains(wanted), wanted != position else { return }
        if position == history.count { draft = text }
        position = wanted
        text = wanted == history.count ? draft : Array(history[wanted])
        cursor = text.count
    }

    // MARK: - Words

    private var wordStart: Int {
        var index = cursor
        while index > 0, text[index - 1].isWhitespace { index -= 1 }
        while index > 0, !text[index - 1].isWhitespace { index -= 1 }
        return index
    }

    private var wordEnd: Int {
        var index = cursor
        while index < text.count, text[index].isWhitespace { index += 1 }
        while index < text.count, !text[index].isWhitespace { index += 1 }
        return index
    }

    /// Adds what all known words that start like the name before the cursor have in common.
    private mutating func complete() {
        let start =
            text[..<cursor].lastIndex { !$0.isLetter && !$0.isNumber && !"._-".contains($0) }.map { $0 + 1 } ?? 0
        let prefix = String(text[start..<cursor])
        let fitting = words.filter { $0.hasPrefix(prefix) }
        guard !prefix.isEmpty, var common = fitting.first else { return }
        for word in fitting { common = common.commonPrefix(with: word) }
        for scalar in common.dropFirst(prefix.count).unicodeScalars { insert(scalar) }
    }
}

extension String {
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
