/// Where a boot command is typed: the console of a machine, or a note-taker in tests.
public protocol BootKeyboard: Sendable {
    /// Reports that the key of an X11 keysym went down or up.
    func send(keysym: UInt32, isDown: Bool) async throws
}
