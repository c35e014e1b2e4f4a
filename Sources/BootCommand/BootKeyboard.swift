/// Where a boot command is typed: the console of a machine, or a note-taker in tests.
public protocol BootKeyboard: Sendable {
    /// Reports that the key of an X11 keysym went down or up.
    func send(keysym: UInt32, isDown: Bool) async throws

    /// Reports several keys that go down or up right after each other.
    func send(_ events: [BootKeyEvent]) async throws
}

extension BootKeyboard {
    public func send(_ events: [BootKeyEvent]) async throws {
        for event in events { try await send(keysym: event.keysym, isDown: event.isDown) }
    }
}

/// A key of an X11 keysym that goes down or up.
public struct BootKeyEvent: Hashable, Sendable {
    /// X11's number of the key (RFC 6143, section 7.5.4).
    public var keysym: UInt32
    /// Whether it goes down rather than up.
    public var isDown: Bool

    public init(keysym: UInt32, isDown: Bool) {
        self.keysym = keysym
        self.isDown = isDown
    }
}
