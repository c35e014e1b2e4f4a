package import SSH

/// What the attempts to reach a machine saw, in order; for messages and failure reports.
package struct ConnectionAttemptLog: Sendable, Equatable {
    /// Attempts in a row that saw the same.
    package struct Entry: Sendable, Equatable {
        /// The stage that could not be completed.
        package var stage: SSHStage
        /// What was seen, without a full stop.
        package var message: String
        /// How many attempts saw it; at least 1.
        package var count: Int
        /// Since the wait began.
        package var first: Duration
        /// Since the wait began; the last of these attempts.
        package var last: Duration
    }

    /// The oldest are dropped beyond this many.
    private static let mostEntries = 200

    /// Oldest first, at most 200.
    package private(set) var entries: [Entry] = []

    package init() {}

    /// Notes how an attempt ended.
    ///
    /// - Returns: whether this differs from the attempt before.
    package mutating func add(_ failure: SSHConnectFailure, at time: Duration) -> Bool {
        if let last = entries.indices.last, entries[last].stage == failure.stage,
            entries[last].message == failure.message
        {
            entries[last].count += 1
            entries[last].last = time
            return false
        }
        entries.append(Entry(stage: failure.stage, message: failure.message, count: 1, first: time, last: time))
        if entries.count > Self.mostEntries { entries.removeFirst() }
        return true
    }

    /// One line for each entry: `0.1 s to 3.2 s: no TCP answer yet (20 times)`.
    package var lines: [String] {
        entries.map { entry in
            let times = entry.count == 1 ? "" : " (\(entry.count) times)"
            let end = entry.count == 1 ? "" : " to \(entry.last.tenths) s"
            return "\(entry.first.tenths) s\(end): \(entry.message)\(times)"
        }
    }
}

extension Duration {
    /// Seconds with one decimal.
    var tenths: String {
        let tenths = components.seconds * 10 + components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}
