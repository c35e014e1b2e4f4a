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
        case .log(let level, let text): line(level.rawValue.uppercased(), event.build, text)
        case .say(let text), .message(let text):
            if includesInterface { line("INFO", event.build, "ui: \(text)") }
        case .error(let text):
            if includesInterface { line("ERROR", event.build, "ui error: \(text)") }
        case .progress, .machine: break
        }
    }

    private func line(_ level: String, _ build: String?, _ text: String) {
        let name = build.map { "\($0): " } ?? ""
        stream.write("\(timestamp()) [\(level)] \(name)\(redactor.redact(text))\n")
    }
}

/// What the environment asks of the log.
package enum LogDestination: Equatable, Sendable {
    case none
    case standardError
    case file(String)

    /// `PACKER_LOG_PATH` suffices alone; `INGOT_…` wins over `PACKER_…`.
    package init(environment: [String: String]) {
        func value(_ name: String) -> String? {
            [environment["INGOT_" + name], environment["PACKER_" + name]].compactMap(\.self).first { !$0.isEmpty }
        }
        if let path = value("LOG_PATH") {
            self = .file(path)
        } else if let flag = value("LOG"), flag != "0" {
            self = .standardError
        } else {
            self = .none
        }
    }
}
