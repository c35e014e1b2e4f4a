import BuildEvents

/// The line at the bottom of a terminal that shows how far a long step has come.
struct StatusLine: Sendable {
    private let width: Int
    private var activity = ""
    private var start: ContinuousClock.Instant?
    private var lastDrawn: ContinuousClock.Instant?
    private var text = ""

    init(width: Int) {
        self.width = width
    }

    /// Takes the line away so that others can be written above it.
    var erasing: String { text.isEmpty ? "" : "\r\u{1B}[K" }
    /// The line once more.
    var redrawn: String { text }

    /// What to write for a new state: nothing more often than ten times a second.
    mutating func update(_ progress: Progress, build: String?, at now: ContinuousClock.Instant) -> String? {
        if progress.isFinished {
            let erase = erasing
            self = StatusLine(width: width)
            return erase.isEmpty ? nil : erase
        }
        let label = (build.map { "\($0): " } ?? "") + progress.activity
        if label != activity {
            activity = label
            start = now
            lastDrawn = nil
        }
        if let lastDrawn, now - lastDrawn < .milliseconds(100) { return nil }
        lastDrawn = now
        let elapsed = start.map { now - $0 } ?? .zero
        text = String("\(label) \(ProgressText.text(progress, elapsed: elapsed))".prefix(max(1, width - 1)))
        return "\r\u{1B}[K" + text
    }
}

/// Percent, rate and the time left of a long step, in words.
enum ProgressText {
    static func text(_ progress: Progress, elapsed: Duration) -> String {
        var parts: [String] = []
        if progress.unit == .percent {
            parts.append("\(progress.completed)%")
        } else if let total = progress.total, total > 0 {
            parts.append("\(min(100, progress.completed * 100 / total))%")
        }
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        guard progress.unit == .bytes else {
            if progress.unit == .items {
                parts.append("\(progress.completed)" + (progress.total.map { "/\($0)" } ?? ""))
            }
            return parts.joined(separator: " ")
        }
        parts.append(bytes(Double(progress.completed)))
        guard seconds >= 1, progress.completed > 0 else { return parts.joined(separator: " ") }
        let rate = Double(progress.completed) / seconds
        parts.append(bytes(rate) + "/s")
        if let total = progress.total, total > progress.completed, rate > 0 {
            parts.append("ETA \(clock(Int((Double(total - progress.completed) / rate).rounded(.up))))")
        }
        return parts.joined(separator: " ")
    }

    /// One decimal: `1.5 MiB`.
    static func bytes(_ count: Double) -> String {
        var value = count
        for unit in ["B", "KiB", "MiB", "GiB"] {
            if value < 1024 { return unit == "B" ? "\(Int(value)) B" : "\((value * 10).rounded() / 10) \(unit)" }
            value /= 1024
        }
        return "\((value * 10).rounded() / 10) TiB"
    }

    private static func clock(_ seconds: Int) -> String {
        let tail = seconds % 60
        return "\(seconds / 60):\(tail < 10 ? "0" : "")\(tail)"
    }
}
