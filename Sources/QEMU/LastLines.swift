import Synchronization

/// The last lines of a text that comes bit by bit.
package final class LastLines: Sendable {
    private let lines = Mutex<[String]>([])
    private let limit: Int

    /// - Parameter limit: how many lines are kept.
    package init(limit: Int = 20) {
        self.limit = limit
    }

    /// Adds a line at the end; the oldest goes where there are too many.
    package func append(_ line: String) {
        lines.withLock { lines in
            lines.append(line)
            if lines.count > limit { lines.removeFirst(lines.count - limit) }
        }
    }

    /// Oldest first.
    package var all: [String] { lines.withLock { $0 } }
}
