import ScreenReading

/// Types a text a few keys at a time, each time until the screen echoes them.
///
/// A PC's keyboard remembers 16 bytes, and what comes while it is full is lost without a word. So no more is sent than
/// it can hold before the echo tells that the guest has taken it: the guest sets the pace, and nothing is lost. What is
/// lost or changed all the same is seen, taken back and typed again. Where the screen does not echo, as with passwords,
/// typing goes on at the pace that is safe without looking.
struct EchoTyping<Time: Clock> where Time.Duration == Duration {
    var hands: Hands<Time>
    let witness: any BootWitness
    private let calm: BootPacing
    /// Where the last text was typed whose echo was seen; `nil` if there was none.
    private(set) var lastLine: TypedLine?

    /// Bytes of a keyboard that are filled at once; the rest holds the last keys' releases.
    private static var windowBytes: Int { 12 }
    /// Without a change for so long the screen is taken not to echo; longer where the host is busy.
    private static var shortestPatience: Duration { .milliseconds(400) }
    /// How long a text that is there in part may be on its way, or a guest be at work on the line before.
    ///
    /// Taking it back while the guest gets no turn would spoil it. Nothing hurries, since hardly anything is ever lost.
    private static var longPatience: Duration { .seconds(5) }
    private static var longestPause: Duration { .milliseconds(20) }
    private static var attempts: Int { 3 }

    private var clock: Time { hands.clock }

    init(hands: Hands<Time>, witness: any BootWitness, after lastLine: TypedLine?) {
        self.hands = hands
        self.witness = witness
        self.lastLine = lastLine
        calm = hands.pacing
    }

    /// - Returns: what became of the text's characters.
    mutating func type(_ text: [Unicode.Scalar]) async throws -> TypingRecord {
        var record = TypingRecord()
        // Letters that are guessed anew at every look tell nothing about single keys.
        guard let before = try await witness.look().text, before.confidence >= 0.9, !before.isOptical else {
            try await typeBlindly(text[...])
            record.unseen = text.count
            return record
        }
        let characters = text.map { Character($0) }
        var echo = EchoReading(baseline: before, isSameKey: sameKey)
        var failures = 0
        while echo.cells.count < text.count {
            let window = nextWindow(of: text, from: echo.cells.count)
            try await send(text[window], slowly: failures > 0)
            let expected = Array(characters[..<window.upperBound])
            switch try await awaitEcho(of: expected, &echo) {
            case .complete: continue
            case .damaged(let shown) where failures < Self.attempts:
                failures += 1
                record.retyped += window.count
                try await takeBack(shown, echo)
            case .damaged:
                record.doubtful.append(String(characters[..<window.upperBound]))
                fallthrough
            case .silent, .foreign:
                record.verified += echo.cells.count
                record.unseen += text.count - echo.cells.count
                try await typeBlindly(text[window.upperBound...])
                return record
            }
        }
        record.verified += text.count
        lastLine = echo.typedLine
        return record
    }

    /// As many characters as the keyboard holds, and not ending with a space, which nobody could see.
    private func nextWindow(of text: [Unicode.Scalar], from start: Int) -> Range<Int> {
        var end = start
        var bytes = 0
        while end < text.count {
            bytes += hands.strokes(for: .character(text[end])).reduce(0) { $0 + $1.keyboardBytes }
            if bytes > Self.windowBytes, end > start { break }
            end += 1
        }
        var visible = end
        while visible > start, text[visible - 1] == " " { visible -= 1 }
        return start..<(visible > start ? visible : end)
    }

    private mutating func send(_ text: ArraySlice<Unicode.Scalar>, slowly: Bool) async throws {
        if hands.pacing.isFree && !slowly { return try await hands.pressAtOnce(text) }
        for character in text { try await hands.press(.character(character)) }
    }

    private mutating func typeBlindly(_ text: ArraySlice<Unicode.Scalar>) async throws {
        for character in text { try await hands.press(.character(character)) }
    }

    /// Looks until the text is there, or nothing happened for a while.
    private func awaitEcho(of text: [Character], _ echo: inout EchoReading) async throws -> EchoReading.Verdict {
        var verdict = EchoReading.Verdict.silent
        var patience = patience(after: verdict, echo)
        var last: ScreenText?
        var pause = Duration.milliseconds(1)
        while true {
            let screen = try await witness.glance()
            if let screen, screen != last {
                last = screen
                echo.expect(text, behind: lastLine?.prompt, on: screen)
                if echo.confirm(text, on: screen) { return .complete }
                verdict = echo.verdict(on: screen, expecting: text)
                patience = self.patience(after: verdict, echo)
                pause = .milliseconds(1)
            }
            if clock.now >= patience { break }
            try await clock.sleep(for: pause)
            pause = min(pause * 5 / 4, Self.longestPause)
        }
        guard let screen = try await witness.look().text else { return .foreign }
        if echo.confirm(text, on: screen) { return .complete }
        verdict = echo.verdict(on: screen, expecting: text)
        // Nothing has changed for a while: what stands at the end is what was typed.
        return verdict == .foreign && echo.confirmEnd(text, on: screen) ? .complete : verdict
    }

    private func patience(after verdict: EchoReading.Verdict, _ echo: EchoReading) -> Time.Instant {
        let time =
            switch verdict {
            case .damaged: Self.longPatience
            // The guest is still at work on the line before.
            case .silent where lastLine.map(echo.baselineEnds) == true: Self.longPatience
            case .silent, .complete, .foreign: Self.shortestPatience
            }
        return clock.now.advanced(by: time * Int(calm.slowness.rounded(.up)))
    }

    /// Takes back what stands behind the confirmed characters, and waits until it is gone.
    private mutating func takeBack(_ count: Int, _ echo: EchoReading) async throws {
        for _ in 0..<count { try await hands.press(.named(.bs)) }
        let patience = clock.now.advanced(by: Self.shortestPatience)
        while clock.now < patience {
            if try await witness.glance()?.characters == echo.baseline.characters { return }
            try await clock.sleep(for: .milliseconds(5))
        }
    }

    private var sameKey: (Character, Character) -> Bool {
        let hands = hands
        return { left, right in
            guard let left = left.unicodeScalars.first, let right = right.unicodeScalars.first else { return false }
            let keys = [left, right].map { hands.strokes(for: .character($0)).map { BootKey.unshifted($0.keysym) } }
            return keys[0] == keys[1]
        }
    }
}

extension KeyboardLayout.Stroke {
    /// What it takes in a PS/2 keyboard's memory: one byte for a press and two for a release.
    fileprivate var keyboardBytes: Int { 3 * (1 + (hasShift ? 1 : 0) + (hasAltGr ? 2 : 0)) }
}
