import BuildEvents

/// The line at the bottom of a terminal that shows how far the long steps have come.
///
/// Several builds share the one line: the step that told of itself last is shown.
struct StatusLine: Sendable {
    /// A step under way.
    private struct Step {
        var start: ContinuousClock.Instant
        /// What was done before we looked, as with a download that goes on: it is no part of the rate.
        var first: Int64
    }

    private struct Key: Hashable {
        var build: String?
        var activity: String
    }

    private let width: Int
    private var steps: [Key: Step] = [:]
    private var shown: Key?
    private var lastDrawn: ContinuousClock.Instant?
    private var text = ""
    private var isSuspended = false

    init(width: Int) {
        self.width = width
    }

    /// Takes the line away so that others can be written above it.
    var erasing: String { text.isEmpty || isSuspended ? "" : "\r\u{1B}[K" }
    /// The line once more.
    var redrawn: String { isSuspended ? "" : text }

    /// Takes the line away until `resume`.
    mutating func suspend() -> String {
        defer { isSuspended = true }
        return erasing
    }

    mutating func resume() -> String {
        isSuspended = false
        return redrawn
    }

    /// What to write for a state: nothing more often than ten times a second.
    mutating func update(_ progress: Progress, build: String?, at now: ContinuousClock.Instant) -> String {
        let key = Key(build: build, activity: progress.activity)
        if progress.isFinished { return end(key) }
        if steps[key] == nil { lastDrawn = nil }
        let step = steps[key, default: Step(start: now, first: progress.completed)]
        steps[key] = step
        if let lastDrawn, now - lastDrawn < .milliseconds(100) { return "" }
        lastDrawn = now
        shown = key
        let state = ProgressText(progress: progress, elapsed: now - step.start, first: step.first).text
        let label = (build.map { "    \($0): " } ?? "") + progress.activity
        text = Self.fitted(label, state, width: width - 1)
        return isSuspended ? "" : "\r\u{1B}[K" + text
    }

    private mutating func end(_ key: Key) -> String {
        steps[key] = nil
        guard shown == key else { return "" }
        let erase = erasing
        shown = nil
        lastDrawn = nil
        text = ""
        return erase
    }

    /// Label and state on one line: it is the label that is cut, since the state is what changes.
    static func fitted(_ label: String, _ state: String, width: Int) -> String {
        let room = max(0, width - state.count - 1)
        let head = label.count <= room ? label : room > 1 ? label.prefix(room - 1) + "…" : ""
        return String("\(head) \(state)".prefix(max(1, width)))
    }
}
