/// How fast keys are sent.
///
/// QEMU queues what an RFB client types and releases one event per `key-delay-ms`. An event takes three places of
/// 1,024, and what finds no place is dropped without a word. Bursts end well before that, and the pause after
/// each of them lets a QEMU that lags by a quarter catch up.
public struct BootPacing: Hashable, Sendable {
    /// The pause after every key event.
    public var eventInterval: Duration
    /// The number of events after which `burstPause` is made; `nil` for no bursts.
    public var burstEvents: Int?
    public var burstPause: Duration

    /// What QEMU is told as `key-delay-ms` beside the default pacing.
    public static let keyDelayMilliseconds = 5

    /// As fast as it is sure: 150 characters without shift make a burst.
    public static let standard = BootPacing(
        eventInterval: .milliseconds(keyDelayMilliseconds), burstEvents: 300, burstPause: .milliseconds(500))

    public init(eventInterval: Duration, burstEvents: Int? = nil, burstPause: Duration = .zero) {
        self.eventInterval = eventInterval
        self.burstEvents = burstEvents
        self.burstPause = burstPause
    }

    /// The pacing that a template asks for with `boot_key_interval`.
    ///
    /// Below the key delay the queue fills whatever we do, so bursts stay bounded there.
    public static func interval(_ interval: Duration) -> BootPacing {
        var pacing = standard
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
