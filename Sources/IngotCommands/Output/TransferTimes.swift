import BuildEvents
import Pipeline

/// Remembers when transfers began, to tell at their end what they took.
struct TransferTimes: Sendable {
    private struct Key: Hashable {
        var build: String?
        var activity: String
    }

    private var starts: [Key: (time: ContinuousClock.Instant, completed: Int64)] = [:]

    /// Shorter transfers are not worth a line.
    private static let shortest = Duration.seconds(2)

    /// The line for the end of a transfer: `Downloading a.iso: 3.0 GiB in 37 seconds (83.0 MiB/s)`.
    mutating func update(_ progress: Progress, build: String?, at now: ContinuousClock.Instant) -> String? {
        guard progress.unit == .bytes else { return nil }
        let key = Key(build: build, activity: progress.activity)
        guard progress.isFinished else {
            if starts[key] == nil { starts[key] = (now, progress.completed) }
            return nil
        }
        guard let start = starts.removeValue(forKey: key), now - start.time >= Self.shortest else { return nil }
        let seconds = (now - start.time) / .seconds(1)
        let amount = Double(progress.completed - start.completed)
        let words = DurationWords.text(.seconds(Int64(seconds)))
        return
            "\(progress.activity): \(ProgressText.bytes(amount)) in \(words) (\(ProgressText.bytes(amount / seconds))/s)"
    }
}
