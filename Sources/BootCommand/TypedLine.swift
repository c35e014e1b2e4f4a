import ScreenReading

/// Where a text was typed, so that the line after it is known by the same prompt.
struct TypedLine: Hashable {
    /// What stands before the text in its row; empty where nothing does.
    var prompt: [Character]
    /// The text's last row, up to its end.
    var lastRow: [Character]
}

extension ScreenText {
    /// The rows down to the last one that is not empty, that one up to its last character.
    var rowsToTheEnd: [ArraySlice<Character>] {
        guard let end = characters.lastIndex(where: { $0 != " " }) else { return [] }
        return stride(from: 0, through: end, by: columns).map { characters[$0..<min($0 + columns, end + 1)] }
    }
}

// MARK: A screen that was not ready
extension EchoReading {
    /// Where the text stands that was confirmed; `nil` if its beginning is not on the screen any more.
    var typedLine: TypedLine? {
        guard let first = cells.first, let last = cells.last, first >= 0 else { return nil }
        let (row, lastRow) = (first / baseline.columns, last / baseline.columns)
        return TypedLine(
            prompt: Array(baseline.characters[row * baseline.columns..<first]),
            lastRow: Array(baseline.characters[lastRow * baseline.columns...last]))
    }

    /// Whether the screen ended with that line when typing began: the guest has not answered it yet.
    func baselineEnds(with line: TypedLine) -> Bool {
        cells.isEmpty && baseline.rowsToTheEnd.last.map { $0.elementsEqual(line.lastRow) } == true
    }

    /// Takes the prompt that the line before had, where it stands again, for the place where the text is typed: the guest
    /// may still have been at work on that line when typing began.
    mutating func expect(_ text: [Character], behind prompt: [Character]?, on screen: ScreenText) {
        guard let prompt, let end = prompt.lastIndex(where: { $0 != " " }), let row = newLastRow(of: screen),
            row.starts(with: prompt[...end])
        else { return }
        let shown = Array(row.dropFirst(prompt.count))
        guard shown.isEmpty || mayComeFrom(text, after: nil, shown) else { return }
        begin(at: row.startIndex + prompt.count, on: screen)
    }

    /// Notes a text with which the screen ends, whatever has happened before it.
    mutating func confirmEnd(_ text: [Character], on screen: ScreenText) -> Bool {
        guard let row = newLastRow(of: screen), row.count > text.count, row.suffix(text.count).elementsEqual(text)
        else { return false }
        begin(at: row.endIndex - text.count, on: screen)
        return confirm(text, on: screen)
    }

    /// Takes the screen without what stands from a cell on for the one on which typing began.
    private mutating func begin(at start: Int, on screen: ScreenText) {
        var characters = screen.characters
        for cell in characters.indices where cell >= start { characters[cell] = " " }
        baseline = ScreenText(columns: screen.columns, rows: screen.rows, characters: characters)
    }

    /// The last row, where nothing is confirmed and more has come than when typing began.
    private func newLastRow(of screen: ScreenText) -> ArraySlice<Character>? {
        guard cells.isEmpty, screen.columns == baseline.columns, screen.rows == baseline.rows else { return nil }
        let (rows, before) = (screen.rowsToTheEnd, baseline.rowsToTheEnd)
        // The same rows, perhaps further up.
        let isOld = !before.isEmpty && zip(rows.reversed(), before.reversed()).allSatisfy { $0.elementsEqual($1) }
        return isOld ? nil : rows.last
    }
}
