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
    }

    private let stream: any OutputStream
    private let style: Style
    private let redactor: Redactor
    private let log: (any EventSink)?
    /// RFC 3339, for `-timestamp-ui`.
    private let timestamp: @Sendable () -> String
    private let state: Mutex<State>

    /// - Parameter log: also told every event, and the only one to get the log lines.
    package init(
        to stream: any OutputStream, style: Style, redactor: Redactor, log: (any EventSink)? = nil,
        timestamp: @escaping @Sendable () -> String = Timestamps.rfc3339
    ) {
        self.stream = stream
        self.style = style
        self.redactor = redactor
        self.log = log
        self.timestamp = timestamp
        state = Mutex(State(status: style.terminalWidth.map(StatusLine.init)))
    }

    /// Gives each build its colour and announces it; without colours says nothing.
    package func announce(builds: [String]) {
        state.withLock { state in
            for (index, name) in builds.enumerated() { state.colours[name] = Colour.ofBuild(index) }
        }
        guard style.hasColour else { return }
        for name in builds { plain(coloured("\(name): output will be in this color.", build: name)) }
        plain("")
    }

    package func emit(_ event: BuildEvent) {
        log?.emit(event)
        switch event.kind {
        case .say(let text), .message(let text): lines(text, event.build, isError: false)
        case .error(let text): lines(text, event.build, isError: true)
        case .progress(let progress): show(progress, build: event.build)
        case .machine, .log: break
        }
    }

    /// A line without prefix, in the colour of errors if it is one.
    package func plain(_ text: String, isError: Bool = false) {
        write([isError && style.hasColour ? Colour.wrap(text, Colour.error) : text])
    }

    private func lines(_ text: String, _ build: String?, isError: Bool) {
        let prefix = build.map { "==> \($0): " } ?? ""
        // Redacted as a whole before it is cut, because a secret may have several lines.
        let parts = redactor.redact(text).split(separator: "\n", omittingEmptySubsequences: false)
        write(
            parts.map { part in
                let line = trimmed(prefix + part)
                guard style.hasColour else { return line }
                return isError ? Colour.wrap(line, Colour.error) : coloured(line, build: build)
            })
    }

    private func coloured(_ line: String, build: String?) -> String {
        guard let build else { return line }
        let colour = state.withLock { state in
            // A post-processor's `NAME (type)` has its build's colour.
            state.colours[build] ?? state.colours.first { build.hasPrefix($0.key + " (") }?.value
        }
        return colour.map { Colour.wrap(line, $0) } ?? line
    }

    private func trimmed(_ line: String) -> String {
        guard let last = line.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(line[...last])
    }

    private func write(_ lines: [String]) {
        let stamp = style.hasTimestamps ? timestamp() + ": " : ""
        let text = lines.map { stamp + redactor.redact($0) + "\n" }.joined()
        state.withLock { state in
            stream.write((state.status?.erasing ?? "") + text + (state.status?.redrawn ?? ""))
        }
    }

    private func show(_ progress: Progress, build: String?) {
        state.withLock { state in
            guard let text = state.status?.update(progress, build: build, at: .now) else { return }
            stream.write(redactor.redact(text))
        }
    }
}
