import BuildEvents
import HostOS

/// Writes what `PACKER_LOG` asks for: every event with its time and level.
package struct LogOutput: EventSink {
    private let sink: any TextSink
    private let redactor: Redactor
    private let clock: OutputClock

    package init(_ sink: any TextSink, redactor: Redactor, clock: OutputClock = .system) {
        self.sink = sink
        self.redactor = redactor
        self.clock = clock
    }

    package func emit(_ event: BuildEvent) {
        let name = event.build.map { "\($0): " } ?? ""
        switch event.kind {
        case .say(let text), .message(let text): write("[INFO] (ui) \(name)\(text)")
        case .error(let text): write("[ERROR] (ui) \(name)\(text)")
        case .log(let level, let text): write("[\(level.rawValue.uppercased())] \(name)\(text)")
        case .machine, .progress: break
        }
    }

    private func write(_ text: String) {
        sink.write("\(clock.timestamp()) \(redactor.redact(text))\n")
    }
}

/// A log file (`PACKER_LOG_PATH`).
package struct LogFile: TextSink {
    private let path: String

    /// Empties or makes the file, readable for this user only.
    package init(path: String) throws {
        self.path = path
        try HostFiles.write([], to: path, mode: 0o600)
    }

    package func write(_ text: String) {
        // The log must never end a build: a full disk shows itself where it matters.
        try? HostFiles.append(text.utf8, to: path)
    }
}

/// Hands every event to several sinks.
package struct TeeOutput: EventSink {
    private let sinks: [any EventSink]

    package init(_ sinks: [any EventSink]) {
        self.sinks = sinks
    }

    package func emit(_ event: BuildEvent) {
        for sink in sinks { sink.emit(event) }
    }
}
