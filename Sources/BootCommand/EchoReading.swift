import ScreenReading

/// Compares what was typed with what the screen shows of it.
///
/// Cells are numbered from the top left, row by row, so that a text that runs over the right border goes on at the next
/// number. Some editors leave the last cell of a row empty or mark it; others scroll the screen meanwhile. Both are
/// followed.
struct EchoReading {
    /// The screen when everything before the characters in question was confirmed.
    var baseline: ScreenText
    /// The cell of each confirmed character.
    private(set) var cells: [Int] = []
    /// Whether two characters are on one key.
    let isSameKey: (Character, Character) -> Bool

    enum Verdict: Hashable {
        /// All of it is there.
        case complete
        /// Nothing changed.
        case silent
        /// So many of the characters behind the confirmed ones are there, some of those sent are not or are wrong.
        case damaged(shown: Int)
        /// The screen changed in another way.
        case foreign
    }

    init(baseline: ScreenText, isSameKey: @escaping (Character, Character) -> Bool) {
        self.baseline = baseline
        self.isSameKey = isSameKey
    }

    /// Notes that the characters up to `text.count` are there as `screen` shows them; false if they are not.
    mutating func confirm(_ text: [Character], on screen: ScreenText) -> Bool {
        guard screen.columns == baseline.columns, screen.rows == baseline.rows,
            let found = place(of: text, on: screen)
        else { return false }
        cells = found
        baseline = screen
        return true
    }

    /// How the characters behind the confirmed ones look.
    func verdict(on screen: ScreenText, expecting text: [Character]) -> Verdict {
        guard screen.columns == baseline.columns, screen.rows == baseline.rows else { return .foreign }
        if place(of: text, on: screen) != nil { return .complete }
        let changed = screen.characters.indices.filter { screen.characters[$0] != baseline.characters[$0] }
        guard let first = changed.first else { return cells.isEmpty ? .silent : .damaged(shown: 0) }
        let start = cells.last.map { $0 + 1 } ?? first
        let wanted = Array(text[cells.count...])
        guard let last = changed.last, first >= start, last < start + wanted.count + Self.mostRepeats else {
            return .foreign
        }
        let shown = Array(screen.characters[start...last])
        return mayComeFrom(wanted, after: cells.isEmpty ? nil : text[cells.count - 1], shown)
            ? .damaged(shown: shown.count) : .foreign
    }

    /// A key that the guest takes for held down gives its character as often again at most.
    private static let mostRepeats = 16

    /// Whether characters got lost, lost their shift, or were repeated on the way from `typed` to `shown`.
    ///
    /// - Parameter previous: the character before them, which may have been repeated.
    func mayComeFrom(_ typed: [Character], after previous: Character?, _ shown: [Character]) -> Bool {
        // How many of the typed characters may be used up by what was shown so far.
        var used: Set<Int> = [0]
        var last = previous
        for character in shown {
            var next: Set<Int> = []
            for count in used {
                if character == last { next.insert(count) }
                for index in typed.indices where index >= count && looksLike(character, typed[index]) {
                    next.insert(index + 1)
                }
            }
            guard !next.isEmpty else { return false }
            used = next
            last = character
        }
        return true
    }

    private func looksLike(_ shown: Character, _ typed: Character) -> Bool {
        isEcho(shown, of: typed) || isSameKey(shown, typed)
    }

    private func isEcho(_ shown: Character, of typed: Character) -> Bool {
        shown == typed || shown == ScreenText.unreadable
    }
}

// MARK: Where the text is
extension EchoReading {
    /// The cells of the text's characters; those confirmed are where they were or as many rows higher.
    private func place(of text: [Character], on screen: ScreenText) -> [Int]? {
        guard let last = cells.last else { return firstPlace(of: text, on: screen) }
        // Where it stands as before, nothing has scrolled, however like it an earlier line is.
        let hasStayed = zip(cells, text).suffix(Self.recognised).allSatisfy { cell, character in
            cell < 0 || isEcho(screen.characters[cell], of: character)
        }
        for scrolled in 0..<(hasStayed ? 1 : screen.rows) {
            let shift = scrolled * screen.columns
            let compared = cells.suffix(scrolled == 0 ? 1 : Self.recognised)
            guard last - shift >= 0, let top = compared.first, top - shift >= 0 else { break }
            let known = zip(compared, text[(cells.count - compared.count)...])
            guard known.allSatisfy({ isEcho(screen.characters[$0 - shift], of: $1) }) else { continue }
            guard
                let more = walk(
                    text[cells.count...], from: last - shift + 1, on: screen, scrolled: scrolled * screen.columns)
            else { continue }
            return cells.map { $0 - shift } + more
        }
        return nil
    }

    /// So many confirmed characters must be there again a row higher before the screen counts as scrolled.
    private static let recognised = 24

    /// A place where the text stands and something has changed, but nothing before it; the lowest one if there are more.
    private func firstPlace(of text: [Character], on screen: ScreenText) -> [Int]? {
        for start in stride(from: screen.characters.count - 1, through: 0, by: -1) {
            guard let first = text.first, isEcho(screen.characters[start], of: first),
                let scrolled = scroll(before: start, on: screen),
                let cells = walk(text[...], from: start, on: screen, scrolled: scrolled),
                cells.contains(where: { hasChanged($0, screen, scrolled) })
            else { continue }
            return cells
        }
        return nil
    }

    /// By how many cells everything before a cell has moved up; `nil` if something else has happened to it.
    private func scroll(before start: Int, on screen: ScreenText) -> Int? {
        stride(from: 0, to: screen.characters.count - start, by: screen.columns).first { moved in
            screen.characters[..<start].elementsEqual(baseline.characters[moved..<(moved + start)])
        }
    }

    /// The cells of a text from a cell on; `nil` if something else stands there, or its last character once more.
    ///
    /// - Parameter scrolled: by how many cells the screen has moved up meanwhile.
    private func walk(
        _ text: ArraySlice<Character>, from start: Int, on screen: ScreenText, scrolled: Int
    ) -> [Int]? {
        if let found = steps(text, from: start, on: screen, scrolled) { return found }
        // Where the row ends before a space, nobody sees that the space stands in the next one.
        let next = (start / screen.columns + 1) * screen.columns
        guard text.first == " ", next < screen.characters.count,
            screen.characters[start..<next].allSatisfy({ $0 == " " })
        else { return nil }
        let found = steps(text, from: next, on: screen, scrolled)
        return found.flatMap { $0.contains { hasChanged($0, screen, scrolled) } ? found : nil }
    }

    private func steps(
        _ text: ArraySlice<Character>, from start: Int, on screen: ScreenText, _ scrolled: Int
    ) -> [Int]? {
        var found: [Int] = []
        var cell = start
        for character in text {
            if !isThere(character, cell, screen) { cell = nextRow(after: cell, screen, scrolled) }
            guard isThere(character, cell, screen) else { return nil }
            found.append(cell)
            cell += 1
        }
        guard let last = text.last, last != " ", isThere(last, cell, screen), hasChanged(cell, screen, scrolled) else {
            return found
        }
        return nil
    }

    private func hasChanged(_ cell: Int, _ screen: ScreenText, _ scrolled: Int) -> Bool {
        let before = cell + scrolled
        return !baseline.characters.indices.contains(before) || baseline.characters[before] != screen.characters[cell]
    }

    private func isThere(_ character: Character, _ cell: Int, _ screen: ScreenText) -> Bool {
        screen.characters.indices.contains(cell) && isEcho(screen.characters[cell], of: character)
    }

    /// The first cell of the next row where that is new and the rest of this row holds nothing but an editor's mark.
    ///
    /// GRUB's and readline's editors leave the last cells of a row; isolinux begins a row after as many characters as
    /// a row has, its prompt not counted.
    private func nextRow(after cell: Int, _ screen: ScreenText, _ scrolled: Int) -> Int {
        let next = (cell / screen.columns + 1) * screen.columns
        guard next < screen.characters.count, hasChanged(next, screen, scrolled) else { return cell }
        let rest = screen.characters[cell..<next]
        let isUnused = rest.dropFirst().allSatisfy { $0 == " " } && rest.first.map(Self.marks.contains) ?? true
        return isUnused ? next : cell
    }

    /// What editors put at the end of a row that goes on.
    private static let marks: Set<Character> = [" ", "\\", ">"]
}
