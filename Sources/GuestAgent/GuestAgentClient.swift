internal import AsyncSupport
package import HostOS
package import JSONText

/// A conversation with the QEMU guest agent that runs in a guest.
///
/// Commands of several tasks take turns, as the agent does one after the other.
package actor GuestAgentClient {
    private let stream: ByteStream
    private let turns = Turns()
    private var conversation = AgentConversation()
    private var replies: [AgentConversation.Reply] = []
    /// Whether the next reply is that of the next command: not after a wait that was given up.
    private var isInStep = false

    /// Takes over the channel to the agent.
    package init(stream: ByteStream) {
        self.stream = stream
    }

    deinit { stream.close() }

    /// Ends the conversation.
    package func close() {
        stream.close()
    }

    /// Asks the agent for a sign of life, whatever was sent before.
    ///
    /// - Throws: `GuestAgentError`, of kind `silent` if there was none in that time.
    package func synchronize(within timeout: Duration) async throws {
        try await turns.withTurn { try await bringIntoStep(timeout) }
    }

    /// Has the agent carry out a command and returns its answer.
    ///
    /// - Throws: `GuestAgentError`, `CancellationError`.
    @discardableResult
    package func execute(
        _ name: String, _ arguments: [JSONValue.Member] = [], within timeout: Duration = .seconds(60)
    ) async throws -> JSONValue {
        try await turns.withTurn {
            if !isInStep { try await bringIntoStep(timeout) }
            isInStep = false
            let reply = try await inTime(timeout, "to \(name)") { client in
                try await client.send(AgentConversation.command(name, arguments))
                return try await client.nextReply()
            }
            isInStep = true
            return try Self.value(of: reply.value, to: name)
        }
    }

    private func bringIntoStep(_ timeout: Duration) async throws {
        isInStep = false
        let id = Int.random(in: 1...Int(Int32.max))
        try await inTime(timeout, "yet") { client in
            try await client.send(AgentConversation.synchronization(id))
            while true {
                // Answers to what was given up come first.
                let reply = try await client.nextReply()
                if reply.isDelimited, reply.value["return"]?.int == id { return }
            }
        }
        isInStep = true
    }

    private func inTime<Value: Sendable>(
        _ timeout: Duration, _ what: String, _ body: @escaping @Sendable (GuestAgentClient) async throws -> Value
    ) async throws -> Value {
        do {
            return try await withDeadline(timeout) { try await body(self) }
        } catch is DeadlineExceeded {
            throw GuestAgentError(.silent, "the guest agent does not answer \(what)")
        } catch let error as HostError {
            throw GuestAgentError(.closed, "the channel to the guest agent is gone (\(error.reason))")
        }
    }

    private func send(_ bytes: [UInt8]) async throws {
        try await stream.write(bytes)
    }

    private func nextReply() async throws -> AgentConversation.Reply {
        while replies.isEmpty {
            let bytes = try await stream.read()
            guard !bytes.isEmpty else { throw GuestAgentError(.closed, "the channel to the guest agent was closed") }
            replies += try conversation.receive(bytes)
            // Nobody asked for so many.
            guard replies.count < 1000 else {
                throw GuestAgentError(.violation, "the guest agent sends answers without questions")
            }
        }
        return replies.removeFirst()
    }

    private static func value(of reply: JSONValue, to name: String) throws -> JSONValue {
        if let value = reply["return"] { return value }
        guard let error = reply["error"] else {
            throw GuestAgentError(.violation, "the guest agent's answer to \(name) is none")
        }
        let words = (error["desc"]?.string ?? "no reason given").prefix(300)
        let text = words.map { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } ? $0 : "?" }
        throw GuestAgentError(.refused, "the guest agent refuses \(name): \(String(text))")
    }
}
