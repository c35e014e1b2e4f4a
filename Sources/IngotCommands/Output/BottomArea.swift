import BuildEvents

/// What stands below the lines of a run on a terminal: the live view, and the status line or a question under it.
///
/// All of it is gone before a line is written, and drawn again below that line. In between, only rows that have changed
/// are written.
struct BottomArea: Sendable {
    var status: StatusLine
    var view = LiveView()
    private let size: @Sendable () -> (columns: Int, rows: Int)?
    /// The rows of the view as they stand above the status line.
    private var drawn: [String] = []
    private var isAsking = false

    /// - Parameter size: of the terminal, which may change; `nil` where that is not known, and no view is shown.
    init(status: StatusLine, size: @escaping @Sendable () -> (columns: Int, rows: Int)?) {
        self.status = status
        self.size = size
    }

    /// Takes notice of a terminal that was made wider or narrower.
    mutating func measure() {
        if let columns = size()?.columns, columns > 0 { status.width = columns }
    }

    /// Takes everything away so that lines can be written in its place.
    mutating func erasing() -> String {
        guard !drawn.isEmpty else { return status.erasing }
        defer { drawn = [] }
        return "\r\u{1B}[\(height)A\u{1B}[J"
    }

    /// Everything once more, below what was written.
    mutating func redrawn() -> String {
        drawn = wanted
        return drawn.map { $0 + "\n" }.joined() + status.redrawn
    }

    /// What to write so that the view shows what it should; nothing if it does.
    mutating func refresh() -> String {
        let wanted = wanted
        guard wanted != drawn else { return "" }
        // Rows of a terminal that was made narrower run over its border.
        guard wanted.count == drawn.count, height == drawn.count else { return erasing() + redrawn() }
        let changed = wanted.indices.filter { wanted[$0] != drawn[$0] }
        let rows = changed.map { index in
            let up = wanted.count - index
            return "\r\u{1B}[\(up)A\(wanted[index])\u{1B}[K\r\u{1B}[\(up)B"
        }
        drawn = wanted
        return rows.joined() + status.redrawn
    }

    /// Takes everything away while somebody else shows the user a question.
    mutating func suspend(for question: String) -> String {
        let erasing = drawn.isEmpty ? "" : erasing()
        isAsking = true
        return erasing + status.suspend(for: question)
    }

    /// Brings the status line back, and the view when it is drawn next.
    mutating func resume(isAnswered: Bool) -> String {
        isAsking = false
        return status.resume(isAnswered: isAnswered)
    }

    private var wanted: [String] {
        guard !isAsking, view.isOpen, let (columns, rows) = size() else { return [] }
        return view.rows(columns: columns, height: rows)
    }

    /// The terminal's rows that the view takes.
    private var height: Int {
        // A terminal that was hung up has no size any more; each row was one row when it was written.
        guard let columns = size()?.columns, columns > 0 else { return drawn.count }
        return drawn.reduce(0) { $0 + max(1, ($1.count + columns - 1) / columns) }
    }
}
