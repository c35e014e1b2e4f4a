import JSONText

/// Something that happened in a machine (QEMU's docs/interop/qmp-spec).
package struct QMPEvent: Hashable, Sendable {
    /// Such as `SHUTDOWN`, `RESET`, `STOP`, `GUEST_PANICKED`.
    package var name: String
    package var data: JSONValue
}

/// One line that QEMU's monitor sent, understood.
enum QMPMessage: Hashable {
    case greeting
    case result(id: Int, JSONValue)
    case failure(id: Int?, QMPFailure)
    case event(QMPEvent)

    /// - Throws: `QMPError.violation` for what no monitor sends.
    init(line: some Collection<UInt8>) throws {
        let value: JSONValue
        do {
            value = try JSONParser.parse(String(decoding: line, as: UTF8.self))
        } catch {
            throw QMPError.violation("it sent a line that is no JSON")
        }
        if value["QMP"] != nil {
            self = .greeting
        } else if let result = value["return"], let id = value["id"]?.int {
            self = .result(id: id, result)
        } else if let error = value["error"] {
            let failure = QMPFailure(
                kind: error["class"]?.string ?? "GenericError", text: error["desc"]?.string ?? "")
            self = .failure(id: value["id"]?.int, failure)
        } else if let name = value["event"]?.string {
            self = .event(QMPEvent(name: name, data: value["data"] ?? .null))
        } else {
            throw QMPError.violation("it sent something that is neither an answer nor an event")
        }
    }
}
