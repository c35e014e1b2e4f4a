public import ScreenReading

extension ScreenText {
    /// Lines that were read optically, each about where it stands on the picture.
    ///
    /// Lines side by side share a row. The cells are as wide as most of the letters; so columns stay columns.
    public init(_ lines: [OpticalLine]) {
        let cellWidth = Self.commonWidth(lines)
        let left = lines.map(\.box.x).min() ?? 0
        let rows = Self.rows(lines).map { row in
            row.reduce(into: [Character]()) { cells, line in
                let column = Int(Double(line.box.x - left) / cellWidth)
                let end = cells.count + (cells.isEmpty ? 0 : 1)
                cells += Array(repeating: " ", count: max(0, min(max(column, end), Self.mostColumns) - cells.count))
                cells += line.text
            }.prefix(Self.mostColumns)
        }
        // A row that is full to its end would seem to go on in the next.
        let columns = (rows.map(\.count).max() ?? 0) + 1
        let letters = lines.reduce(0) { $0 + $1.text.count }
        let sureness = lines.reduce(0) { $0 + $1.confidence * Double($1.text.count) }
        self.init(
            columns: columns, rows: rows.count,
            characters: rows.flatMap { $0 + Array(repeating: " ", count: columns - $0.count) },
            confidence: letters == 0 ? 0 : sureness / Double(letters), isOptical: true)
    }

    private static let mostColumns = 500

    /// The middle one of the widths of a letter, in pixels; at least 1.
    private static func commonWidth(_ lines: [OpticalLine]) -> Double {
        let widths = lines.filter { !$0.text.isEmpty }.map { Double($0.box.width) / Double($0.text.count) }.sorted()
        return widths.isEmpty ? 1 : max(1, widths[widths.count / 2])
    }

    /// Lines side by side, the rows from the top.
    private static func rows(_ lines: [OpticalLine]) -> [[OpticalLine]] {
        var rows: [[OpticalLine]] = []
        for line in lines.sorted(by: { ($0.box.middle, $0.box.x) < ($1.box.middle, $1.box.x) }) {
            if let first = rows.last?.first, line.isBeside(first) {
                rows[rows.count - 1].append(line)
            } else {
                rows.append([line])
            }
        }
        return rows.map { $0.sorted { $0.box.x < $1.box.x } }
    }
}

extension OpticalLine {
    /// Whether their middles are at about one height.
    fileprivate func isBeside(_ other: OpticalLine) -> Bool {
        abs(box.middle - other.box.middle) < min(box.height, other.box.height) / 2
    }
}

extension OpticalLine.Box {
    fileprivate var middle: Int { y + height / 2 }
}
