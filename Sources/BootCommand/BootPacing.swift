/// How fast keys are sent where no echo tells that they have arrived.
///
/// QEMU queues what an RFB client types and releases one event per `key-delay-ms`. An event takes three places of
/// 1,024, and what finds no place is dropped without a word. Bursts end well before that, and the pause after
/// each of them lets a QEMU that lags by a quarter catch up.
public struct BootPacing: Hashable, Sendable {
    /// The pause after every key event.
    public var eventInterval: Duration
    /// The number of events after which `burstPause` is made; `nil` for no bursts.
    public var burstEvents: Int?
    /// How long to wait after a burst.
    public var burstPause: Duration
    /// Whether keys may come faster where their echo is seen; not where the template asks for an interval.
    public var isFree = false
    /// How many times longer than on an idle host everything is expected to take.
    public var slowness = 1.0

    /// What QEMU is told as `key-delay-ms` beside the default pacing.
    public static let keyDelayMilliseconds = 5

    /// As fast as it is sure: 150 characters without shift make a burst.
    public static let standard: BootPacing = {
        var pacing = BootPacing(
            eventInterval: .milliseconds(keyDelayMilliseconds), burstEvents: 300, burstPause: .milliseconds(500))
        pacing.isFree = true
        return pacing
    }()

    public init(eventInterval: Duration, burstEvents: Int? = nil, burstPause: Duration = .zero) {
        self.eventInterval = eventInterval
        self.burstEvents = burstEvents
        self.burstPause = burstPause
    }

    /// The pacing for a host on which more wants to run than it has processors.
    ///
    /// A PC's keyboard remembers 16 bytes, five keys or so, and a guest that does not get its turn in time loses the
    /// rest without a word. So the intervals grow with the time that a turn takes to come.
    ///
    /// - Parameter load: the number of processes that want to run, for each processor.
    public func stretched(forLoad load: Double) -> BootPacing {
        guard load > 1 else { return self }
        var pacing = BootPacing.interval(eventInterval * Int(min(2 * load, Self.largestStretch).rounded(.up)))
        pacing.isFree = isFree
        pacing.slowness = min(load, Self.largestStretch)
        return pacing
    }

    /// Slower than the field's usual 100 ms an event is of no use.
    private static let largestStretch = 20.0

    /// The pacing that a template asks for with `boot_key_interval`.
    ///
    /// Below the key delay the queue fills whatever we do, so bursts stay bounded there.
    public static func interval(_ interval: Duration) -> BootPacing {
        var pacing = standard
        pacing.isFree = false
        pacing.eventInterval = interval
        if interval >= .milliseconds(2 * keyDelayMilliseconds) { pacing.burstEvents = nil }
        return pacing
    }
}

extension BootPacing {
    /// The pacing that the environment variable `PACKER_KEY_INTERVAL` asks for; `nil` if it holds no duration.
    public init?(variable text: String) {
        guard let interval = BootDuration.parse(text), interval > .zero else { return nil }
        self = .interval(interval)
    }
}
