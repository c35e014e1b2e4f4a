import JSONText
import Testing

@testable import QMP

struct QMPConversationTests {
    static let greeting = #"{"QMP": {"version": {"qemu": {"major": 7}}, "capabilities": ["oob"]}}"# + "\r\n"

    @Test func `the greeting is known, byte by byte`() throws {
        var conversation = QMPConversation()
        let messages = try Self.greeting.utf8.flatMap { try conversation.receive([$0]) }
        #expect(messages == [.greeting])
    }

    @Test func `commands carry rising numbers`() {
        var conversation = QMPConversation()
        #expect(conversation.command("stop", arguments: []).bytes == Array("{\"execute\":\"stop\",\"id\":1}\n".utf8))
        let second = conversation.command("screendump", arguments: [.init("filename", "a\"b")])
        #expect(second.id == 2)
        let expected = #"{"execute":"screendump","arguments":{"filename":"a\"b"},"id":2}"# + "\n"
        #expect(String(decoding: second.bytes, as: UTF8.self) == expected)
    }

    @Test(arguments: [
        (#"{"return": {}, "id": 3}"#, QMPMessage.result(id: 3, .object([]))),
        (
            #"{"id": 4, "error": {"class": "CommandNotFound", "desc": "no such"}}"#,
            QMPMessage.failure(id: 4, QMPFailure(kind: "CommandNotFound", text: "no such"))
        ),
        (
            #"{"timestamp": {"seconds": 1}, "event": "SHUTDOWN", "data": {"guest": true}}"#,
            QMPMessage.event(QMPEvent(name: "SHUTDOWN", data: ["guest": true]))
        ),
    ])
    func `a line becomes a message`(_ line: String, _ message: QMPMessage) throws {
        var conversation = QMPConversation()
        #expect(try conversation.receive((line + "\n").utf8) == [message])
    }

    @Test(arguments: ["nonsense", "[]", "{}", "{\"return\": {}}", "\u{0}", "\"x\""])
    func `what no monitor sends ends the conversation`(_ line: String) {
        var conversation = QMPConversation()
        #expect(throws: QMPError.self) { try conversation.receive((line + "\n").utf8) }
    }

    @Test func `an endless line is refused`() {
        var conversation = QMPConversation()
        let bytes = repeatElement(UInt8(ascii: "x"), count: QMPConversation.longestLine + 1)
        #expect(throws: QMPError.violation("it sent an endless line")) { try conversation.receive(bytes) }
    }
}
