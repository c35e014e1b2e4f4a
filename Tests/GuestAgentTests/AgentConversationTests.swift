import JSONText
import Testing

@testable import GuestAgent

@Suite struct AgentConversationTests {
    @Test func `replies come out of pieces of any size`() throws {
        var conversation = AgentConversation()
        let bytes = Array("{\"return\": {}}\n\n{\"return\": 7}\r\n".utf8)
        var replies: [AgentConversation.Reply] = []
        for byte in bytes { replies += try conversation.receive([byte]) }
        #expect(replies.map { $0.value["return"] } == [.object([]), 7])
    }

    @Test func `the sentinel ends what was not finished and marks the answer`() throws {
        var conversation = AgentConversation()
        let bytes = Array("{\"return\": \"half".utf8) + [0xFF] + Array("{\"return\": 5}\n{\"return\": 6}\n".utf8)
        let replies = try conversation.receive(bytes)
        #expect(replies.map(\.isDelimited) == [true, false])
        #expect(replies.map { $0.value["return"] } == [5, 6])
    }

    @Test(arguments: ["nonsense\n", "{\n", String(repeating: "[", count: 40) + "\n"])
    func `what is no JSON, or too deep, ends the conversation`(text: String) {
        var conversation = AgentConversation()
        let error = #expect(throws: GuestAgentError.self) { try conversation.receive(Array(text.utf8)) }
        #expect(error?.kind == .violation)
    }

    @Test func `a line without end does not fill the memory`() {
        var conversation = AgentConversation()
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        let error = #expect(throws: GuestAgentError.self) {
            for _ in 0..<5 { _ = try conversation.receive(piece) }
        }
        #expect(error?.kind == .violation)
    }

    @Test func `commands are lines of JSON`() {
        let bytes = AgentConversation.command("guest-exec", [.init("path", "/bin/sh"), .init("capture-output", true)])
        #expect(
            String(decoding: bytes, as: UTF8.self).filter { $0 != " " }
                == "{\"execute\":\"guest-exec\",\"arguments\":{\"path\":\"/bin/sh\",\"capture-output\":true}}\n")
    }
}
