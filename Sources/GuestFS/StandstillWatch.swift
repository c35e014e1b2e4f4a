internal import HostOS

/// Ends an appliance's machine that stands still while it is started.
///
/// A kernel that starts uses its processor; one that hangs does not, and the library would wait for ever.
final class StandstillWatch: Sendable {
    /// Less processor time than this in that time is a standstill; a loaded host gives any process more.
    private static let least = Duration.seconds(1)
    private static let patience = Duration.seconds(60)

    private let mark: String
    private let stopped = Flag()

    /// - Parameter mark: what tells the machine's process from others.
    init(mark: String) {
        self.mark = mark
    }

    var hasStopped: Bool { stopped.isSet }

    /// Watches while `body` runs.
    func during<Value>(_ body: () throws -> Value) rethrows -> Value {
        let isOver = Flag()
        defer { isOver.set() }
        // Without a thread nobody watches.
        try? HostThread.start(name: "guestfs watch") { [self] in watch(until: isOver) }
        return try body()
    }

    private func watch(until isOver: Flag) {
        var meter = StandstillMeter(least: Self.least, patience: Self.patience)
        while !isOver.isSet {
            let now = Duration.nanoseconds(HostClock.monotonicNanoseconds)
            let used = ProcessTable.children(naming: mark).first.flatMap { ProcessTable.processorTime(of: $0) }
            if meter.standsStill(used: used, at: now) {
                stopped.set()
                ProcessTable.killChildren(naming: mark)
            }
            HostThread.pause(milliseconds: 500)
        }
    }
}

/// Tells from samples of its processor time whether a process stands still.
struct StandstillMeter {
    let least: Duration
    let patience: Duration
    private var start: (used: Duration, time: Duration)?

    init(least: Duration, patience: Duration) {
        self.least = least
        self.patience = patience
    }

    /// - Parameter used: `nil` while there is no process.
    mutating func standsStill(used: Duration?, at now: Duration) -> Bool {
        guard let used else {
            start = nil
            return false
        }
        guard let begun = start, used - begun.used < least else {
            start = (used, now)
            return false
        }
        return now - begun.time >= patience
    }
}
