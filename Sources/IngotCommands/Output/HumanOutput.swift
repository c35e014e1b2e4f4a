import BuildEvents
import Synchronization

/// Renders events as lines for people, all of them to one stream.
package final class HumanOutput: EventSink {
    package struct Style: Sendable {
        package var hasColour: Bool
        package var hasTimestamps: Bool
        /// Columns of the terminal; `nil` where there is none, and with it no status line.
        package var terminalWidth: Int?

        package init(hasColour: Bool = false, hasTimestamps: Bool = false, terminalWidth: Int? = nil) {
            self.hasColour = hasColour
            self.hasTimestamps = hasTimestamps
            self.terminalWidth = terminalWidth
        }
    }

    private struct State {
        var colours: [String: Int] = [:]
        var status: StatusLine?
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
        state = Mutex(State(status: style.terminalWidth.map { StatusLine(width: $0) }))
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
        case .machine, .log, .exhibit: break
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

    private func change(_ body: (inout StatusLine) -> String) {
        state.withLock { state in
            guard var status = state.status else { return }
            stream.write(body(&status))
            state.status = status
        }
    }

    private func show(_ text: String, _ event: BuildEvent, as form: LinePrefix) {
        // As a whole, before it is cut: a secret may have several lines. After the control characters are gone: they
        // could hide it.
        let shown = redactor.redact(EventText(text, ownWords: event.ownWords).printable)
        let prefix = redactor.redact(form.text(for: event).printable)
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
            stream.write((state.status?.erasing ?? "") + text + (state.status?.redrawn ?? ""))
        }
    }

    private func show(_ progress: Progress, build: String?) {
        var shown = progress
        shown.activity = redactor.redact(EventText(progress.activity).printable)
        let time = now()
        change { $0.update(shown, build: build, at: time) }
        let end = state.withLock { $0.transfers.update(progress, build: build, at: time) }
        // For people only: to the log a transfer is no news.
        if let end { show(end, BuildEvent(build: build, .message(end)), as: .message) }
    }
}
