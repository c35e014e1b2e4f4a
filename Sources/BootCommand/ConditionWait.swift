import ScreenReading

/// Waits for what a boot command's conditions describe, by looking again and again.
///
/// Looks come quickly after something changed and seldom while nothing does, and never take more than a small part
/// of the time, since the guest computes with the same processors.
struct ConditionWait<Time: Clock> where Time.Duration == Duration {
    let witness: any BootWitness
    let clock: Time

    private static var shortestPause: Duration { .milliseconds(30) }
    private static var longestPause: Duration { .milliseconds(250) }
    /// A pause is at least as many times as long as the look before it.
    private static var pausePerLook: Int { 10 }
    /// However long the look took: a picture that is read optically takes seconds.
    private static var longestRest: Duration { .seconds(5) }

    /// Returns when the condition holds.
    ///
    /// - Throws: `BootWaitFailure` after its timeout, `CancellationError`, and what the witness throws.
    func wait(for condition: BootCondition) async throws {
        await witness.willWait(for: condition)
        switch condition.subject {
        case .serialSays(let pattern): try await waitForSerial(pattern, condition)
        case .screenShows(let pattern):
            try await waitForScreen(condition) { view, _ in
                view.text.map(pattern.matches) ?? false
            }
        case .screenLacks(let pattern):
            try await waitForScreen(condition) { view, _ in
                view.text.map { !pattern.matches($0) } ?? true
            }
        case .screenIsStill(let time): try await waitForScreen(condition) { _, stillness in stillness >= time }
        }
    }

    private func waitForScreen(
        _ condition: BootCondition, until holds: (BootView, _ stillness: Duration) -> Bool
    ) async throws {
        let start = clock.now
        var changes: Int?
        var lastChange = start
        var pause = Self.shortestPause
        while true {
            let before = clock.now
            let view = try await witness.look()
            if view.changes != changes {
                (changes, lastChange, pause) = (view.changes, clock.now, Self.shortestPause)
            }
            if holds(view, lastChange.duration(to: clock.now)) { return }
            guard start.duration(to: clock.now) < condition.timeout else {
                throw BootWaitFailure(condition, lines: view.text?.lines, areOptical: view.text?.isOptical ?? false)
            }
            let rest = min(before.duration(to: clock.now) * Self.pausePerLook, Self.longestRest)
            try await clock.sleep(for: max(pause, rest))
            pause = min(pause * 5 / 4, Self.longestPause)
        }
    }

    private func waitForSerial(_ pattern: TextPattern, _ condition: BootCondition) async throws {
        let start = clock.now
        while true {
            let text = try await witness.serialText()
            if let end = pattern.end(in: text) { return await witness.takeSerialText(end) }
            guard start.duration(to: clock.now) < condition.timeout else {
                let lines = String(decoding: text.suffix(BootWaitFailure.comparedBytes), as: UTF8.self)
                throw BootWaitFailure(condition, lines: lines.split(whereSeparator: \.isNewline).map(String.init))
            }
            try await clock.sleep(for: Self.shortestPause)
        }
    }
}
