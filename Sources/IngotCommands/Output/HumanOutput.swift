import BuildEvents
import BuildReport
import Synchronization

/// Renders events as lines for people, all of them to one stream.
package final class HumanOutput: EventSink {
    package struct Style: Sendable {
        package var hasColour: Bool
        package var hasTimestamps: Bool
        /// Columns of the terminal; `nil` where there is none, and with it no status line.
        package var terminalWidth: Int?
        /// The terminal's size at this moment; `nil` where it is not known, and with it no live view.
        package var terminalSize: @Sendable () -> (columns: Int, rows: Int)?

        package init(
            hasColour: Bool = false, hasTimestamps: Bool = false, terminalWidth: Int? = nil,
            terminalSize: @escaping @Sendable () -> (columns: Int, rows: Int)? = { nil }
        ) {
            self.hasColour = hasColour
            self.hasTimestamps = hasTimestamps
            self.terminalWidth = terminalWidth
            self.terminalSize = terminalSize
        }
    }

    private struct State {
        var colours: [String: Int] = [:]
        /// `nil` without a terminal.
        var bottom: BottomArea?
        var transfers = TransferTimes()
    }

    private let stream: any OutputStream
    private let style: Style
    private let redactor: Redactor
    private let log: (any EventSink)?
    /// RFC 3339, for `-timestamp-ui`.
    private let timestamp: @Sendable () -> String
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state: Mutex<State>

    /// - Parameter log: also told every event, and the only one to get the log lines.
    package init(
        to stream: any OutputStream, style: Style, redactor: Redactor, log: (any EventSink)? = nil,
        timestamp: @escaping @Sendable () -> String = Timestamps.rfc3339,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.stream = stream
        self.style = style
        self.redactor = redactor
        self.log = log
        self.timestamp = timestamp
        self.now = now
        let bottom = style.terminalWidth.map { BottomArea(status: StatusLine(width: $0), size: style.terminalSize) }
        state = Mutex(State(bottom: bottom))
    }

    /// Gives each build its colour and announces it; without colours says nothing.
    package func announce(builds: [String]) {
        state.withLock { state in
            for (index, name) in builds.enumerated() { state.colours[name] = Colour.ofBuild(index) }
        }
        guard style.hasColour, !builds.isEmpty else { return }
        let lines = builds.map { name in
            let text: EventText = "\(name): output will be in this color."
            return painted(redactor.redact(text.printable), name, .say)
        }
        write(lines + [""])
    }

    package func emit(_ event: BuildEvent) {
        log?.emit(event)
        switch event.kind {
        case .say(let text): show(text, event, as: .say)
        case .message(let text): show(text, event, as: .message)
        case .error(let text): show(text, event, as: .error)
        case .progress(let progress): show(progress, build: event.build)
        case .exhibit(let exhibit): note(exhibit, build: event.build)
        case .machine, .log: break
        }
    }

    /// Keeps the status line away while `body` shows the user a question and waits for the answer.
    ///
    /// What builds say in the meantime is followed by the question once more.
    package func asking<Value>(_ question: String, _ body: () async throws -> Value) async rethrows -> Value {
        change { $0.suspend(for: question) }
        do {
            let answer = try await body()
            change { $0.resume(isAnswered: true) }
            return answer
        } catch {
            change { $0.resume(isAnswered: false) }
            throw error
        }
    }

    private func change(_ body: (inout BottomArea) -> String) {
        state.withLock { state in
            guard var bottom = state.bottom else { return }
            bottom.measure()
            let text = body(&bottom)
            state.bottom = bottom
            if !text.isEmpty { stream.write(text) }
        }
    }

    private func show(_ text: String, _ event: BuildEvent, as form: LinePrefix) {
        // As a whole, before it is cut: a secret may have several lines. After the control characters are gone: they
        // could hide it.
        let shown = redactor.redact(EventText(text, ownWords: event.ownWords).printable)
        let prefix = redactor.redact(LinePrefix.text(for: event).printable)
        let stamp = style.hasTimestamps && event.build != nil ? timestamp() + ": " : ""
        write(
            LinePrefix.lines(of: shown).map { part in
                painted(stamp + trimmed(prefix + part), event.build, form)
            })
    }

    private func painted(_ line: String, _ build: String?, _ form: LinePrefix) -> String {
        guard style.hasColour else { return line }
        guard form != .error else { return Colour.wrap(line, Colour.error) }
        guard let build else { return line }
        let colour = state.withLock { state in
            // A post-processor's `NAME (type)` has its build's colour.
            state.colours[build] ?? state.colours.first { build.hasPrefix($0.key + " (") }?.value
        }
        return colour.map { Colour.wrap(line, $0, isBold: form != .message) } ?? line
    }

    private func trimmed(_ line: String) -> String {
        guard let last = line.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(line[...last])
    }

    private func write(_ lines: [String]) {
        let text = lines.map { $0 + "\n" }.joined()
        state.withLock { state in
            state.bottom?.measure()
            let erasing = state.bottom?.erasing() ?? ""
            stream.write(erasing + text + (state.bottom?.redrawn() ?? ""))
        }
    }

    private func show(_ progress: Progress, build: String?) {
        var shown = progress
        shown.activity = redactor.redact(EventText(progress.activity).printable)
        let time = now()
        change { $0.status.update(shown, build: build, at: time) }
        let end = state.withLock { $0.transfers.update(progress, build: build, at: time) }
        // For people only: to the log a transfer is no news.
        if let end { show(end, BuildEvent(build: build, .message(end)), as: .message) }
    }
}

// MARK: - The live view
extension HumanOutput {
    /// Takes keys that were pressed.
    ///
    /// - Parameter keys: bytes as the terminal sends them, of whole keys.
    package func press(_ keys: [UInt8]) {
        // The letters of a cursor key's sequence are none.
        guard !keys.contains(0x1B) else { return }
        for key in keys where key == LiveView.key || key == LiveView.key - 0x20 {
            change {
                $0.view.press()
                return $0.refresh()
            }
        }
    }

    /// Draws what has changed on the screen that is shown; to be called some times a second.
    package func refresh() {
        change { $0.refresh() }
    }

    /// Takes the live view away for good.
    package func closeView() {
        change {
            $0.view.close()
            return $0.refresh()
        }
    }

    /// Whether the user has this build's screen before his eyes.
    package func isScreenShown(of build: String) -> Bool {
        state.withLock {
            $0.bottom?.view.shown == build || $0.bottom?.view.isOpen == true && $0.bottom?.view.shown == nil
        }
    }

    private func note(_ exhibit: Exhibit, build: String?) {
        guard style.terminalWidth != nil, let build else { return }
        let name = redactor.redact(EventText(build).printable)
        switch exhibit {
        case .screen(let screen):
            let mark = screen.isOptical ? ["(guessed by optical character recognition)"] : []
            let lines = screen.lines.map { mark + ShownScreen($0, redactor: redactor).lines }
            state.withLock { $0.bottom?.view.take(lines, of: name) }
        case .screenGone: state.withLock { $0.bottom?.view.remove(name) }
        default: break
        }
    }
}
