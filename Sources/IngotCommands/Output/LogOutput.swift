import BuildEvents

/// Renders everything as log lines: time, level, build, text.
package final class LogOutput: EventSink {
    private let stream: any OutputStream
    private let redactor: Redactor
    /// Whether what the user sees anyway is written too.
    private let includesInterface: Bool
    private let timestamp: @Sendable () -> String

    package init(
        to stream: any OutputStream, redactor: Redactor, includesInterface: Bool,
        timestamp: @escaping @Sendable () -> String = Timestamps.rfc3339
    ) {
        self.stream = stream
        self.redactor = redactor
        self.includesInterface = includesInterface
        self.timestamp = timestamp
    }

    package func emit(_ event: BuildEvent) {
        switch event.kind {
        case .log(let level, let text): lines(level.rawValue.uppercased(), event, "", text)
        case .say(let text), .message(let text):
            if includesInterface { lines("INFO", event, "ui: ", text) }
        case .error(let text):
            if includesInterface { lines("ERROR", event, "ui error: ", text) }
        case .machine(let type, let fields):
            if includesInterface { lines("INFO", event, "machine readable: \(type) ", "\(fields)") }
        case .progress, .exhibit: break
        }
    }

    /// Every line of a text gets the whole prefix, so that a log can be searched by it.
    private func lines(_ level: String, _ event: BuildEvent, _ kind: String, _ text: String) {
        let name = redactor.redact(event.build.map { "\($0): " } ?? "")
        let shown = redactor.redact(EventText(text, ownWords: event.ownWords).printable)
        let prefix = "\(timestamp()) [\(level)] \(name)\(kind)"
        for part in LinePrefix.lines(of: shown) where !part.isEmpty {
            stream.write("\(prefix)\(part)\n")
        }
    }
}
