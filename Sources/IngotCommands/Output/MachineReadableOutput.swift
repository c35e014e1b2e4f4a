import BuildEvents

/// Writes events for programs: `unix-seconds,target,type,data…`, one a line.
package struct MachineReadableOutput: EventSink {
    private let sink: any TextSink
    private let redactor: Redactor
    private let clock: OutputClock

    package init(_ sink: any TextSink, redactor: Redactor, clock: OutputClock = .system) {
        self.sink = sink
        self.redactor = redactor
        self.clock = clock
    }

    package func emit(_ event: BuildEvent) {
        switch event.kind {
        case .say(let text): write(nil, "ui", ["say", shown(text, event.build)])
        case .message(let text): write(nil, "ui", ["message", shown(text, event.build)])
        case .error(let text): write(nil, "ui", ["error", shown(text, event.build)])
        case .machine(let type, let fields): write(event.build, type, fields)
        case .progress, .log: break
        }
    }

    private func shown(_ text: String, _ build: String?) -> String {
        guard let build else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { "==> \(build): \($0)" }.joined(separator: "\n")
    }

    private func write(_ target: String?, _ type: String, _ fields: [String]) {
        let cells = fields.map { Self.escaped(redactor.redact($0)) }
        sink.write(([String(clock.unixSeconds()), target ?? "", type] + cells).joined(separator: ",") + "\n")
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case ",": "%!(PACKER_COMMA)"
            case "\r": "\\r"
            case "\n": "\\n"
            default: String(scalar)
            }
        }.joined()
    }
}
