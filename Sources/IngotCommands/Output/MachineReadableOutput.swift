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
        case .say(let text): line(target: "", type: "ui", ["say", prefixed(text, event.build)])
        case .message(let text): line(target: "", type: "ui", ["message", prefixed(text, event.build)])
        case .error(let text): line(target: "", type: "ui", ["error", prefixed(text, event.build)])
        case .machine(let type, let fields): line(target: event.build ?? "", type: type, fields)
        case .progress, .log: break
        }
    }

    private func prefixed(_ text: String, _ build: String?) -> String {
        guard let build else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { "==> \(build): \($0)" }
            .joined(separator: "\n")
    }

    private func line(target: String, type: String, _ fields: [String]) {
        let columns = ["\(time())", target, type] + fields.map { Self.escaped(redactor.redact($0)) }
        stream.write(columns.joined(separator: ",") + "\n")
    }

    static func escaped(_ field: String) -> String {
        field.replacing(",", with: "%!(PACKER_COMMA)").unicodeScalars
            .reduce(into: "") { text, scalar in
                switch scalar {
                case "\r": text += "\\r"
                case "\n": text += "\\n"
                default: text.unicodeScalars.append(scalar)
                }
            }
    }
}
