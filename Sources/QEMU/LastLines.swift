import Synchronization

/// The last lines of a text that comes bit by bit; a line that is repeated is kept once, with its number.
package final class LastLines: Sendable {
    private struct Line {
        var text: String
        var count = 1
    }

    private let lines = Mutex<[Line]>([])
    private let limit: Int

    /// - Parameter limit: how many lines are kept.
    package init(limit: Int = 20) {
        self.limit = limit
    }

    /// Adds a line at the end; the oldest goes where there are too many.
    package func append(_ text: String) {
        lines.withLock { lines in
            if let last = lines.last, last.text == text {
                lines[lines.count - 1].count += 1
                return
            }
            lines.append(Line(text: text))
            if lines.count > limit { lines.removeFirst(lines.count - limit) }
        }
    }

    /// Oldest first; repeated ones end in `(20 times)`.
    package var all: [String] {
        lines.withLock { $0.map { $0.count == 1 ? $0.text : "\($0.text) (\($0.count) times)" } }
    }
}
