import BuildEvents

/// The words of one line that shows how far a long step has come.
struct ProgressLine: Sendable {
    private let build: String
    private let activity: String
    private let start: Int64
    private var latest: Progress
    private var now: Int64

    /// - Parameter now: monotonic nanoseconds.
    init(_ progress: Progress, build: String, now: Int64) {
        self.build = build
        activity = progress.activity
        start = now
        latest = progress
        self.now = now
    }

    func isOf(_ progress: Progress, build: String) -> Bool {
        activity == progress.activity && self.build == build
    }

    mutating func update(_ progress: Progress, now: Int64) {
        latest = progress
        self.now = now
    }

    /// At most `width` characters.
    func text(width: Int) -> String {
        let parts = ["\(build): \(activity)", amount, rate, remaining].compactMap(\.self)
        return String(parts.joined(separator: "  ").prefix(max(width - 1, 1)))
    }

    private var amount: String? {
        switch latest.unit {
        case .percent: "\(latest.completed) %"
        case .items: latest.total.map { "\(latest.completed) of \($0)" } ?? "\(latest.completed)"
        case .bytes:
            if let total = latest.total, total > 0 {
                "\(latest.completed * 100 / total) % of \(Self.size(total))"
            } else {
                Self.size(latest.completed)
            }
        }
    }

    private var elapsedSeconds: Double { Double(now - start) / 1e9 }

    private var rate: String? {
        guard case .bytes = latest.unit, elapsedSeconds > 0.5 else { return nil }
        return "\(Self.size(Int64(Double(latest.completed) / elapsedSeconds)))/s"
    }

    /// The time that is left at the speed so far.
    private var remaining: String? {
        let total: Int64? = if case .percent = latest.unit { 100 } else { latest.total }
        guard let total, latest.completed > 0, latest.completed < total, elapsedSeconds > 1 else { return nil }
        let seconds = Int(elapsedSeconds * Double(total - latest.completed) / Double(latest.completed))
        return "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60) left"
    }

    /// A size in powers of 1024 with one decimal.
    private static func size(_ bytes: Int64) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        var value = Double(bytes)
        var unit = 0
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        guard unit > 0 else { return "\(bytes) B" }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
