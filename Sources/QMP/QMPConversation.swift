import JSONText

/// The client's side of QMP: bytes in, messages out, no waiting and no sockets.
struct QMPConversation {
    /// A line beyond this length is refused, in bytes; QEMU's longest answers are about 1 MB.
    static let longestLine = 16 << 20

    private var line: [UInt8] = []
    private var lastID = 0

    /// Takes what the monitor sent, in pieces of any size, and returns the messages that are whole.
    ///
    /// - Throws: `QMPError.violation`; the conversation is over then.
    mutating func receive(_ bytes: some Sequence<UInt8>) throws -> [QMPMessage] {
        var messages: [QMPMessage] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                guard line.count < Self.longestLine else { throw QMPError.violation("it sent an endless line") }
                line.append(byte)
                continue
            }
            let whole = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }
            if !whole.allSatisfy({ $0 == UInt8(ascii: "\r") }) { messages.append(try QMPMessage(line: whole)) }
            line.removeAll(keepingCapacity: true)
        }
        return messages
    }

    /// The line that gives a command, and the number by which its answer is known.
    mutating func command(_ name: String, arguments: [JSONValue.Member]) -> (id: Int, bytes: [UInt8]) {
        lastID += 1
        var members = [JSONValue.Member("execute", .string(name))]
        if !arguments.isEmpty { members.append(JSONValue.Member("arguments", .object(arguments))) }
        members.append(JSONValue.Member("id", .int(lastID)))
        return (lastID, Array((JSONWriter().text(.object(members)) + "\n").utf8))
    }
}
