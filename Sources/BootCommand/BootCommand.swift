import Diagnostics

/// What is typed at a machine's console while it boots, parsed.
public struct BootCommand: Hashable, Sendable {
    /// One thing to do at the keyboard.
    public enum Step: Hashable, Sendable {
        /// Type nothing for that long.
        case wait(Duration)
        /// Type nothing until that is the case.
        case await(BootCondition)
        /// Press the key and let it go, with shift around it where it needs that.
        case press(BootKey)
        /// Press the key and keep it down.
        case hold(BootKey)
        /// Let go of a key that is down.
        case release(BootKey)
    }

    /// In the order in which they are done.
    public var steps: [Step]

    public init(steps: [Step]) {
        self.steps = steps
    }

    /// Reads a boot command after its templates were rendered.
    ///
    /// - Parameter text: the list's elements, joined with nothing between them.
    /// - Returns: the steps; and a warning for each `<key>` that no key has as its name, which is typed letter by
    ///   letter, and an error for each wait that is no time.
    public static func parse(_ text: String) -> (command: BootCommand, diagnostics: [Diagnostic]) {
        var parser = BootCommandParser(text)
        return (BootCommand(steps: parser.parse()), parser.diagnostics)
    }

    /// Whether it begins with a wait for what the machine shows, and so needs no guess when the machine is ready.
    public var beginsWithCondition: Bool {
        if case .await = steps.first { true } else { false }
    }

    /// The time that its waits of fixed length take alone.
    public var waits: Duration {
        steps.reduce(.zero) { total, step in
            if case .wait(let duration) = step { total + duration } else { total }
        }
    }
}
