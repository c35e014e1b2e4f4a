/// What presses keys: one after the other, at a pace.
struct Hands<Time: Clock> where Time.Duration == Duration {
    var pacing: BootPacing
    let layout: KeyboardLayout
    let clock: Time
    let keyboard: any BootKeyboard
    private var sent = 0

    init(pacing: BootPacing, layout: KeyboardLayout, clock: Time, keyboard: any BootKeyboard) {
        self.pacing = pacing
        self.layout = layout
        self.clock = clock
        self.keyboard = keyboard
    }

    /// Says that there was a pause: what was sent before it has been taken.
    mutating func rest() { sent = 0 }

    mutating func press(_ key: BootKey) async throws {
        for stroke in strokes(for: key) { try await press(stroke) }
    }

    mutating func press(_ stroke: KeyboardLayout.Stroke) async throws {
        if stroke.hasAltGr { try await send(BootKey.altGrKeysym, isDown: true) }
        if stroke.hasShift { try await send(BootKey.shiftKeysym, isDown: true) }
        try await send(stroke.keysym, isDown: true)
        try await send(stroke.keysym, isDown: false)
        if stroke.hasShift { try await send(BootKey.shiftKeysym, isDown: false) }
        if stroke.hasAltGr { try await send(BootKey.altGrKeysym, isDown: false) }
    }

    /// Presses the keys of a text without any pause.
    func pressAtOnce(_ text: ArraySlice<Unicode.Scalar>) async throws {
        try Task.checkCancellation()
        let strokes = text.flatMap { self.strokes(for: .character($0)) }
        try await keyboard.send(strokes.flatMap(\.events))
    }

    func strokes(for key: BootKey) -> [KeyboardLayout.Stroke] {
        guard case .character(let character) = key else { return [KeyboardLayout.Stroke(key.keysym)] }
        // What the layout has no key for is sent as it is, and the keyboard decides.
        return layout.strokes(for: character)
            ?? [KeyboardLayout.Stroke(key.keysym, shift: key.needsShift)]
    }

    mutating func send(_ keysym: UInt32, isDown: Bool) async throws {
        try Task.checkCancellation()
        try await keyboard.send(keysym: keysym, isDown: isDown)
        if pacing.eventInterval > .zero { try await clock.sleep(for: pacing.eventInterval) }
        sent += 1
        guard let burst = pacing.burstEvents, sent >= burst else { return }
        sent = 0
        try await clock.sleep(for: pacing.burstPause)
    }
}

extension KeyboardLayout.Stroke {
    /// The key and its modifiers down and up again.
    fileprivate var events: [BootKeyEvent] {
        let modifiers = (hasAltGr ? [BootKey.altGrKeysym] : []) + (hasShift ? [BootKey.shiftKeysym] : [])
        let keys = modifiers + [keysym]
        return keys.map { BootKeyEvent(keysym: $0, isDown: true) }
            + keys.reversed().map { BootKeyEvent(keysym: $0, isDown: false) }
    }
}
