public import ScreenReading

/// Somebody who sees a machine while a boot command is typed at it.
public protocol BootWitness: Sendable {
    /// What the screen shows now.
    func look() async throws -> BootView

    /// The text at the place where the last look found it: cheaper than a look, and worth nothing if the screen's
    /// mode has changed since.
    func glance() async throws -> ScreenText?

    /// What the guest wrote to its serial port and nobody has taken yet.
    ///
    /// - Throws: if nobody records it.
    func serialText() async throws -> [UInt8]

    /// Takes so many bytes of the serial text: they are not shown again.
    func takeSerialText(_ count: Int) async

    /// Is told of a condition before it is waited for.
    func willWait(for condition: BootCondition) async
}

extension BootWitness {
    public func glance() async throws -> ScreenText? { try await look().text }

    public func willWait(for condition: BootCondition) async {}
}

/// What a screen shows at one moment.
public struct BootView: Sendable {
    /// `nil` if no text can be read.
    public var text: ScreenText?
    /// How often the picture was seen to change; a blinking cursor does not count.
    public var changes: Int

    public init(text: ScreenText?, changes: Int) {
        self.text = text
        self.changes = changes
    }
}
