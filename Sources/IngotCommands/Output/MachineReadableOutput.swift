import BuildEvents
import Synchronization

/// Renders events as `seconds,target,type,data…` lines for programs.
package final class MachineReadableOutput: EventSink {
    private let stream: any OutputStream
    private let redactor: Redactor
    private let log: (any EventSink)?
    private let time: @Sendable () -> Int64

    package init(
        to stream: any OutputStream, redactor: Redactor, log: (any EventSink)? = nil,
        time: @escaping @Sendable () -> Int64 = Timestamps.unix
    ) {
        self.stream = stream
        self.redactor = redactor
        self.log = log
        self.time = time
    }

    package func emit(_ event: BuildEvent) {
        log?.emit(event)
        switch event.kind {
        case .say(let text): interface("say", text, event, as: .say)
        case .message(let text): interface("message", text, event, as: .message)
        case .error(let text): interface("error", text, event, as: .error)
        case .machine(let type, let fields): line(target: event.build ?? "", type: type, fields.map(redactor.redact))
        case .progress, .log, .exhibit: break
        }
    }

    /// What a person would have been shown, prefix and all, in one field and without a target.
    private func interface(_ name: String, _ text: String, _ event: BuildEvent, as form: LinePrefix) {
        let prefix = redactor.redact(form.text(for: event).printable)
        let lines = LinePrefix.lines(
            of: redactor.redact(EventText(text, ownWords: event.ownWords).printable))
        var shown = lines.map { prefix + $0 }.joined(separator: "\n")
        if !prefix.isEmpty { while shown.last?.isWhitespace == true { shown.removeLast() } }
        line(target: "", type: "ui", [name, shown])
    }

    private func line(target: String, type: String, _ fields: [String]) {
        let columns = ["\(time())", Self.escaped(redactor.redact(target)), type] + fields.map(Self.escaped)
        stream.write(columns.joined(separator: ",") + "\n")
    }

    /// A field without the characters that divide fields and lines.
    static func escaped(_ field: String) -> String {
        field.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case ",": text += "%!(PACKER_COMMA)"
            case "\r": text += "\\r"
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
