import BuildEvents
import Synchronization

/// Shows events to a person: prefixed lines, a colour for each build, and a line of progress at the bottom of a
/// terminal.
package final class HumanOutput: EventSink {
    package struct Settings: Sendable {
        package var isColoured: Bool
        /// Puts the time before each line (`-timestamp-ui`).
        package var showsTime: Bool
        /// The width of the terminal; `nil` if the output is none, and then no progress is shown.
        package var terminalWidth: Int?

        package init(isColoured: Bool = false, showsTime: Bool = false, terminalWidth: Int? = nil) {
            self.isColoured = isColoured
            self.showsTime = showsTime
            self.terminalWidth = terminalWidth
        }
    }

    private struct State {
        var colours: [String: TerminalColour] = [:]
        var progress: ProgressLine?
        var drawnAt: Int64 = 0
    }

    private let sink: any TextSink
    private let settings: Settings
    private let redactor: Redactor
    private let clock: OutputClock
    private let state = Mutex(State())

    /// How often the line of progress is drawn at the most, in nanoseconds.
    private static let drawingInterval: Int64 = 100_000_000

    package init(_ sink: any TextSink, settings: Settings, redactor: Redactor, clock: OutputClock = .system) {
        self.sink = sink
        self.settings = settings
        self.redactor = redactor
        self.clock = clock
    }

    /// Gives each build its colour and says so.
    package func announce(_ builds: [String]) {
        guard settings.isColoured else { return }
        for (index, build) in builds.enumerated() {
            let colour = TerminalColour.builds[index % TerminalColour.builds.count]
            state.withLock { $0.colours[build] = colour }
            line("\(build): output will be in this color.", colour: colour)
        }
        line("", colour: nil)
    }

    package func emit(_ event: BuildEvent) {
        switch event.kind {
        case .say(let text), .message(let text): say(text, of: event.build, colour: nil)
        case .error(let text): say(text, of: event.build, colour: .red)
        case .progress(let progress): show(progress, of: event.build ?? "")
        case .machine, .log: break
        }
    }

    private func say(_ text: String, of build: String?, colour: TerminalColour?) {
        let colour = colour ?? build.flatMap(self.colour(of:))
        for part in redactor.redact(text).split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = String(part.reversed().drop(while: \.isWhitespace).reversed())
            let shown = TerminalText.printable(trimmed)
            line(build.map { shown.isEmpty ? "==> \($0):" : "==> \($0): \(shown)" } ?? shown, colour: colour)
        }
    }

    /// A post-processor's `NAME (type)` has the colour of NAME.
    private func colour(of build: String) -> TerminalColour? {
        state.withLock { state in
            state.colours[build] ?? build.range(ofSuffixIn: state.colours)
        }
    }

    private func line(_ text: String, colour: TerminalColour?) {
        let time = settings.showsTime ? "\(clock.timestamp()): " : ""
        let coloured = settings.isColoured ? colour?.applied(to: text) ?? text : text
        state.withLock { state in
            sink.write("\(erasing(&state))\(time)\(coloured)\n")
        }
    }

    private func erasing(_ state: inout State) -> String {
        guard state.progress != nil, state.drawnAt != 0 else { return "" }
        state.drawnAt = 0
        return "\r\u{1B}[K"
    }

    private func show(_ progress: Progress, of build: String) {
        guard let width = settings.terminalWidth else { return }
        let now = clock.monotonicNanoseconds()
        state.withLock { state in
            guard !progress.isFinished else {
                sink.write(erasing(&state))
                state.progress = nil
                return
            }
            if state.progress?.isOf(progress, build: build) != true {
                state.progress = ProgressLine(progress, build: build, now: now)
            }
            state.progress?.update(progress, now: now)
            guard now - state.drawnAt >= Self.drawingInterval, let text = state.progress?.text(width: width) else { return }
            state.drawnAt = now
            sink.write("\r\u{1B}[K\(text)")
        }
    }
}

extension String {
    fileprivate func range(ofSuffixIn colours: [String: TerminalColour]) -> TerminalColour? {
        guard hasSuffix(")"), let end = firstRange(of: " (") else { return nil }
        return colours[String(self[..<end.lowerBound])]
    }
}

/// Text of a guest or a server made harmless for a terminal.
enum TerminalText {
    /// Control characters that could move the cursor, change colours or answer for the user are left out; tabs stay.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = String.UnicodeScalarView()
        var scalars = text.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            if scalar == "\u{1B}" {
                skipSequence(&scalars)
            } else if !isControl(scalar) {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 && scalar != "\t" || (0x7F...0x9F).contains(scalar.value)
    }

    /// Leaves out the rest of a control sequence (ECMA-48: CSI … final byte 0x40 to 0x7E), or one character.
    private static func skipSequence(_ scalars: inout Substring.UnicodeScalarView) {
        guard scalars.popFirst() == "[" else { return }
        while let scalar = scalars.popFirst(), !(0x40...0x7E).contains(scalar.value) {}
    }
}
