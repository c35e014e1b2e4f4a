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

    /// Columns of the terminal at this moment.
    var width: Int
    private var steps: [Key: Step] = [:]
    private var shown: Key?
    private var lastDrawn: ContinuousClock.Instant?
    private var text = ""
    /// What the user is being asked, in place of the line.
    private var question: String?

    init(width: Int) {
        self.width = width
    }

    /// Takes away what was written last: more rows than one where the terminal is narrower than that.
    private func erase(_ text: String) -> String {
        let further = max(0, text.count - 1) / max(1, width)
        return further == 0 ? "\r\u{1B}[K" : "\r\u{1B}[\(further)A\u{1B}[J"
    }

    /// Takes the line away so that others can be written above it; a question stays where it is.
    var erasing: String {
        if question != nil { return "\n" }
        return text.isEmpty ? "" : erase(text)
    }
    /// The line, or the question, once more.
    var redrawn: String { question ?? text }

    /// Takes the line away while somebody else shows the user a question.
    mutating func suspend(for question: String) -> String {
        defer { self.question = question }
        return erasing
    }

    /// Brings the line back; in place of the question if that was not answered.
    mutating func resume(isAnswered: Bool) -> String {
        defer { question = nil }
        return (isAnswered ? "" : erase(question ?? "")) + text
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
        let erase = erase(text)
        let label = (build.map { "    \($0): " } ?? "") + progress.activity
        text = Self.fitted(label, state, width: width - 1)
        return question == nil ? erase + text : ""
    }

    private mutating func end(_ key: Key) -> String {
        steps[key] = nil
        guard shown == key else { return "" }
        let erase = question == nil ? erasing : ""
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
