/// Types boot commands at a keyboard.
public struct BootTypist<Time: Clock>: Sendable where Time.Duration == Duration {
    public var pacing: BootPacing
    private let clock: Time

    /// - Parameter clock: what waits and pauses are counted by.
    public init(pacing: BootPacing = .standard, clock: Time = ContinuousClock()) {
        self.pacing = pacing
        self.clock = clock
    }

    /// Performs the steps in order; cancelling the task ends it between two events.
    public func type(_ command: BootCommand, on keyboard: some BootKeyboard) async throws {
        var sent = 0
        for step in command.steps {
            switch step {
            case .wait(let duration):
                try await clock.sleep(for: duration)
                sent = 0
            case .press(let key):
                try await press(key, on: keyboard, &sent)
            case .hold(let key):
                try await send(key.keysym, isDown: true, on: keyboard, &sent)
            case .release(let key):
                try await send(key.keysym, isDown: false, on: keyboard, &sent)
            }
        }
    }

    private func press(_ key: BootKey, on keyboard: some BootKeyboard, _ sent: inout Int) async throws {
        if key.needsShift { try await send(BootKey.shiftKeysym, isDown: true, on: keyboard, &sent) }
        try await send(key.keysym, isDown: true, on: keyboard, &sent)
        try await send(key.keysym, isDown: false, on: keyboard, &sent)
        if key.needsShift { try await send(BootKey.shiftKeysym, isDown: false, on: keyboard, &sent) }
    }

    private func send(
        _ keysym: UInt32, isDown: Bool, on keyboard: some BootKeyboard, _ sent: inout Int
    ) async throws {
        try Task.checkCancellation()
        try await keyboard.send(keysym: keysym, isDown: isDown)
        if pacing.eventInterval > .zero { try await clock.sleep(for: pacing.eventInterval) }
        sent += 1
        guard let burst = pacing.burstEvents, sent >= burst else { return }
        sent = 0
        try await clock.sleep(for: pacing.burstPause)
    }
}
