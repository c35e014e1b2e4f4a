/// What a machine's screen shows, as text: a grid of characters.
public struct ScreenText: Hashable, Sendable {
    /// What stands for a cell that nobody can read (U+FFFD).
    public static let unreadable: Character = "\u{FFFD}"

    public let columns: Int
    public let rows: Int
    /// Row by row from the top, `columns * rows` of them; an empty cell is a space.
    public let characters: [Character]
    /// The colours of each cell in the same order; empty where the reader does not know them.
    public let attributes: [CellAttributes]
    /// How much of what is not empty was recognised, from 0 to 1; 1 where the text was read from memory.
    public let confidence: Double
    /// Whether it was guessed by optical character recognition: letters may be wrong, and cells are about right.
    public let isOptical: Bool

    /// - Precondition: `characters` holds `columns * rows` elements, `attributes` as many or none.
    public init(
        columns: Int, rows: Int, characters: [Character], attributes: [CellAttributes] = [], confidence: Double = 1,
        isOptical: Bool = false
    ) {
        precondition(characters.count == columns * rows, "a grid has one character a cell")
        precondition(attributes.isEmpty || attributes.count == characters.count, "a grid has one colour pair a cell")
        self.columns = columns
        self.rows = rows
        self.characters = characters
        self.attributes = attributes
        self.confidence = confidence
        self.isOptical = isOptical
    }

    /// The rows from the top, without the spaces at their ends.
    public var lines: [String] {
        (0..<rows).map { row in
            let cells = characters[row * columns..<(row + 1) * columns]
            guard let last = cells.lastIndex(where: { $0 != " " }) else { return "" }
            return String(cells[cells.startIndex...last])
        }
    }

    /// All rows with line feeds between them, without the empty ones at the end.
    public var text: String {
        var lines = lines
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    /// Whether nothing but spaces is shown.
    public var isBlank: Bool { characters.allSatisfy { $0 == " " } }
}

/// The colours of one cell, each as `0x00RRGGBB`.
public struct CellAttributes: Hashable, Sendable {
    public var foreground: UInt32
    public var background: UInt32

    public init(foreground: UInt32, background: UInt32) {
        self.foreground = foreground
        self.background = background
    }
}
