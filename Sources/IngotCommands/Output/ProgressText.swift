import BuildEvents

/// Percent, amount, rate and the time left of a long step, in words: `40% 1.2 GiB/3.0 GiB 80.0 MiB/s ETA 0:23`.
struct ProgressText {
    let progress: Progress
    /// How long we have watched the step.
    let elapsed: Duration
    /// How much was done when we began to watch.
    let first: Int64

    var text: String {
        ([percent, amount, rate.map { Self.bytes($0) + "/s" }, timeLeft].compactMap(\.self)).joined(separator: " ")
    }

    private var percent: String? {
        if progress.unit == .percent { return "\(progress.completed)%" }
        guard let total = progress.total, total > 0 else { return nil }
        return "\(Int(min(100, max(0, Double(progress.completed) * 100 / Double(total)))))%"
    }

    private var amount: String? {
        switch progress.unit {
        case .percent: nil
        case .items: "\(progress.completed)" + (progress.total.map { "/\($0)" } ?? "")
        case .bytes:
            Self.bytes(Double(progress.completed)) + (progress.total.map { "/" + Self.bytes(Double($0)) } ?? "")
        }
    }

    /// Units a second; `nil` before there is enough to tell.
    private var speed: Double? {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let done = Double(progress.completed - first)
        return seconds >= 1 && done > 0 ? done / seconds : nil
    }

    private var rate: Double? { progress.unit == .bytes ? speed : nil }

    private var timeLeft: String? {
        guard let speed, let total = progress.unit == .percent ? 100 : progress.total, total > progress.completed else {
            return nil
        }
        return "ETA \(Self.clock(Double(total - progress.completed) / speed))"
    }

    /// One decimal: `1.5 MiB`.
    static func bytes(_ count: Double) -> String {
        var value = max(0, count)
        for unit in ["B", "KiB", "MiB", "GiB"] {
            if value < 1024 { return unit == "B" ? "\(Int(value)) B" : "\((value * 10).rounded() / 10) \(unit)" }
            value /= 1024
        }
        return "\((value * 10).rounded() / 10) TiB"
    }

    /// `0:05`, `1:02:03`; what is more than four days off is not worth a number.
    private static func clock(_ duration: Double) -> String {
        guard duration < 360_000 else { return "--:--" }
        let seconds = Int(duration.rounded(.up))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let tail = two(seconds % 60)
        guard seconds >= 3600 else { return "\(seconds / 60):\(tail)" }
        return "\(seconds / 3600):\(two(seconds / 60 % 60)):\(tail)"
    }
}
