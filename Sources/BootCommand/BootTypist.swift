import ScreenReading

/// Types boot commands at a keyboard.
public struct BootTypist<Time: Clock>: Sendable where Time.Duration == Duration {
    /// How fast to type.
    public var pacing: BootPacing
    /// The keyboard that the guest believes it has.
    public var layout: KeyboardLayout
    private let clock: Time

    /// - Parameter clock: what waits and pauses are counted by.
    public init(pacing: BootPacing = .standard, layout: KeyboardLayout = .us, clock: Time = ContinuousClock()) {
        self.pacing = pacing
        self.layout = layout
        self.clock = clock
    }

    /// Performs the steps in order; cancelling the task ends it between two events.
    ///
    /// - Parameter witness: compares what is typed with what the screen echoes, and tells when conditions hold.
    /// - Throws: also `BootWaitFailure`, and `BootWitnessMissing` for a condition without a witness.
    @discardableResult
    public func type(
        _ command: BootCommand, on keyboard: some BootKeyboard, watchedBy witness: (any BootWitness)? = nil
    ) async throws -> TypingRecord {
        var hands = Hands(pacing: pacing, layout: layout, clock: clock, keyboard: keyboard)
        var record = TypingRecord()
        var line: TypedLine?
        for part in command.parts {
            switch part {
            case .step(let step): try await perform(step, &hands, witness)
            case .text(let text):
                if let witness {
                    var typing = EchoTyping(hands: hands, witness: witness, after: line)
                    record.add(try await typing.type(text))
                    (hands, line) = (typing.hands, typing.lastLine)
                } else {
                    for character in text { try await hands.press(.character(character)) }
                }
            }
        }
        return record
    }

    private func perform(
        _ step: BootCommand.Step, _ hands: inout Hands<Time>, _ witness: (any BootWitness)?
    ) async throws {
        switch step {
        case .wait(let duration):
            try await clock.sleep(for: duration)
            hands.rest()
        case .await(let condition):
            guard let witness else { throw BootWitnessMissing() }
            try await ConditionWait(witness: witness, clock: clock).wait(for: condition)
            hands.rest()
        case .press(let key): try await hands.press(key)
        case .hold(let key): try await hands.send(key.keysym, isDown: true)
        case .release(let key): try await hands.send(key.keysym, isDown: false)
        }
    }
}

/// A boot command waits for what a machine shows, and nobody looks at it.
public struct BootWitnessMissing: Error, Hashable, Sendable {}

/// What was typed, and how sure it is.
public struct TypingRecord: Hashable, Sendable {
    /// Characters whose echo was compared.
    public var verified = 0
    /// Characters that did not arrive and were typed again.
    public var retyped = 0
    /// Characters that the screen did not echo in a way that could be compared.
    public var unseen = 0
    /// Texts whose echo stayed wrong after several attempts.
    public var doubtful: [String] = []

    public init() {}

    mutating func add(_ other: TypingRecord) {
        verified += other.verified
        retyped += other.retyped
        unseen += other.unseen
        doubtful += other.doubtful
    }
}

extension BootCommand {
    /// A step, or characters in a row that may leave an echo on the screen.
    enum Part: Hashable {
        case step(Step)
        case text([Unicode.Scalar])
    }

    /// Fewer characters in a row are commands of a menu rather than text.
    private static let shortestText = 4

    /// The steps, runs of plain characters gathered where no key is held down.
    var parts: [Part] {
        var parts: [Part] = []
        var run: [Unicode.Scalar] = []
        var held = 0
        for step in steps {
            if held == 0, let character = step.plainCharacter {
                run.append(character)
                continue
            }
            parts += Self.parts(of: run)
            run = []
            if case .hold = step { held += 1 }
            if case .release = step { held = max(0, held - 1) }
            parts.append(.step(step))
        }
        return parts + Self.parts(of: run)
    }

    private static func parts(of run: [Unicode.Scalar]) -> [Part] {
        if run.count >= shortestText { return [.text(run)] }
        return run.map { .step(.press(.character($0))) }
    }
}

extension BootCommand.Step {
    /// The character that this step puts on a screen; `nil` for other keys and for control characters.
    fileprivate var plainCharacter: Unicode.Scalar? {
        switch self {
        case .press(.character(let character)): character.value >= 0x20 && character.value != 0x7F ? character : nil
        case .press(.named(.spacebar)): " "
        case .wait, .await, .press, .hold, .release: nil
        }
    }
}
