internal import JSONText

/// The client's side of the guest agent's protocol (QEMU's docs/interop/qemu-ga-ref): bytes in, replies out, no
/// waiting and no sockets.
struct AgentConversation {
    /// One line that the agent sent.
    struct Reply: Equatable {
        var value: JSONValue
        /// Whether the byte 0xFF came before it, which stands in no JSON.
        var isDelimited: Bool
    }

    /// A line beyond this length is refused, in bytes; the largest that we ask for is a piece of a file.
    static let longestLine = 4 << 20
    /// No answer of the agent is nested deeper.
    private static let depthLimit = 16
    private static let sentinel: UInt8 = 0xFF

    private var line: [UInt8] = []
    private var isDelimited = false

    /// Takes what the agent sent, in pieces of any size, and returns the replies that are whole.
    ///
    /// - Throws: `GuestAgentError` of kind `violation`; the channel is of no use then.
    mutating func receive(_ bytes: some Sequence<UInt8>) throws -> [Reply] {
        var replies: [Reply] = []
        for byte in bytes {
            switch byte {
            case Self.sentinel:
                // Whatever came before belongs to a request that nobody waits for.
                line.removeAll(keepingCapacity: true)
                isDelimited = true
            case UInt8(ascii: "\n"):
                if let reply = try takeLine() { replies.append(reply) }
            default:
                guard line.count < Self.longestLine else {
                    throw GuestAgentError(.violation, "the guest agent sent an endless line")
                }
                line.append(byte)
            }
        }
        return replies
    }

    private mutating func takeLine() throws -> Reply? {
        defer {
            line.removeAll(keepingCapacity: true)
            isDelimited = false
        }
        guard !line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }) else { return nil }
        do {
            return Reply(value: try JSONParser.parse(line, depthLimit: Self.depthLimit), isDelimited: isDelimited)
        } catch {
            throw GuestAgentError(.violation, "the guest agent sent a line that is no JSON")
        }
    }

    /// The line that gives a command.
    static func command(_ name: String, _ arguments: [JSONValue.Member]) -> [UInt8] {
        var members = [JSONValue.Member("execute", .string(name))]
        if !arguments.isEmpty { members.append(JSONValue.Member("arguments", .object(arguments))) }
        return Array((JSONWriter().text(.object(members)) + "\n").utf8)
    }

    /// What brings both sides into step: the agent drops what it has read of an unfinished command at the first
    /// byte, and marks its answer by the same byte.
    static func synchronization(_ id: Int) -> [UInt8] {
        [sentinel] + command("guest-sync-delimited", [JSONValue.Member("id", .int(id))])
    }
}
