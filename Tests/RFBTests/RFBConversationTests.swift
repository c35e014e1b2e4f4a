import Testing

@testable import RFB

struct RFBConversationTests {
    static let version = Array("RFB 003.008\n".utf8)

    /// ServerInit for a screen of that size with the name "vm".
    static func serverInit(width: UInt8 = 2, height: UInt8 = 2) -> [UInt8] {
        [0, width, 0, height] + Array(repeating: 0, count: 16) + [0, 0, 0, 2] + Array("vm".utf8)
    }

    static let noPassword = version + [1, 1, 0, 0, 0, 0] + serverInit()

    func ready() throws -> RFBConversation {
        var conversation = RFBConversation()
        _ = try conversation.receive(Self.noPassword)
        return conversation
    }

    @Test func `the handshake without a password, byte by byte`() throws {
        var conversation = RFBConversation()
        let actions = try Self.noPassword.flatMap { try conversation.receive([$0]) }
        #expect(
            actions == [
                .send(Self.version), .send([1]), .send([1]),
                .send(RFBMessage.setPixelFormat + RFBMessage.setEncodings), .ready(name: "vm"),
            ])
        #expect(conversation.framebuffer?.width == 2)
    }

    @Test func `a password answers the challenge`() throws {
        var conversation = RFBConversation(password: "COW")
        _ = try conversation.receive(Self.version + [1, 2])
        let challenge = Array(repeating: UInt8(0x20), count: 16)
        let actions = try conversation.receive(challenge)
        // openssl enc -des-ede3-ecb -nopad, with the bits of "COW" reversed (c2 f2 ea 00…) as key, three times.
        let block: [UInt8] = [0x75, 0xF6, 0x60, 0xFC, 0x51, 0x57, 0xAD, 0xC9]
        #expect(actions == [.send(block + block)])
    }

    @Test func `an update fills the picture, whatever the pieces`() throws {
        let update: [UInt8] = [0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0] + [3, 2, 1, 0, 6, 5, 4, 0]
        for size in 1...update.count {
            var conversation = try ready()
            var actions: [RFBConversation.Action] = []
            for start in stride(from: 0, to: update.count, by: size) {
                actions += try conversation.receive(update[start..<min(start + size, update.count)])
            }
            #expect(actions == [.updated])
            #expect(conversation.framebuffer?.pixels == [0, 0x010203, 0, 0x040506])
        }
    }

    @Test func `a change of size is followed`() throws {
        var conversation = try ready()
        let resize: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 0xFF, 0xFF, 0xFF, 0x21]
        #expect(try conversation.receive(resize) == [.resized(width: 3, height: 1), .updated])
        #expect(conversation.framebuffer?.pixels.count == 3)
    }

    @Test func `bells, colour maps and clipboards are passed over`() throws {
        var conversation = try ready()
        let noise: [UInt8] = [2, 1, 0, 0, 0, 0, 1, 9, 9, 9, 9, 9, 9, 3, 0, 0, 0, 0, 0, 0, 2, 65, 66, 2]
        #expect(try noise.flatMap { try conversation.receive([$0]) }.isEmpty)
        #expect(try conversation.receive([0, 0, 0, 0]) == [.updated])
    }

    struct Hostile: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var bytes: [UInt8]
        var error: RFBError
    }

    static let hostile: [Hostile] = [
        Hostile(
            testDescription: "another protocol", bytes: Array("SSH-2.0-Open".utf8), error: .notRFB("SSH-2.0-Open")),
        Hostile(testDescription: "only TLS", bytes: version + [1, 18], error: .noSharedSecurity([18])),
        Hostile(testDescription: "a password unasked", bytes: version + [1, 2], error: .noSharedSecurity([2])),
        Hostile(testDescription: "refusal", bytes: version + [0, 0, 0, 0, 2, 110, 111], error: .refused("no")),
        Hostile(
            testDescription: "endless reason", bytes: version + [0, 255, 0, 0, 0],
            error: .refused("(its reason is too long)")),
        Hostile(
            testDescription: "failed security", bytes: version + [1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 88],
            error: .refused("X")),
        Hostile(
            testDescription: "huge screen",
            bytes: version + [1, 1, 0, 0, 0, 0, 255, 255, 255, 255] + Array(repeating: 0, count: 20),
            error: .violation("its screen is 65535x65535")),
        Hostile(
            testDescription: "rectangle outside", bytes: noPassword + [0, 0, 0, 1, 0, 1, 0, 1, 0, 2, 0, 1, 0, 0, 0, 0],
            error: .violation("a rectangle lies outside of its screen")),
        Hostile(
            testDescription: "unasked encoding", bytes: noPassword + [0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 5],
            error: .violation("it used encoding 5, which nobody asked for")),
        Hostile(
            testDescription: "huge clipboard", bytes: noPassword + [3, 0, 0, 0, 255, 255, 255, 255],
            error: .violation("its clipboard has 4294967295 bytes")),
        Hostile(
            testDescription: "unknown message", bytes: noPassword + [77],
            error: .violation("it sent a message of type 77")),
    ]

    @Test(arguments: hostile)
    func `a server that breaks the rules ends the conversation`(_ test: Hostile) {
        var conversation = RFBConversation()
        #expect(throws: test.error) { try conversation.receive(test.bytes) }
    }

    @Test func `random bytes after the handshake never trap`() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var conversation = try ready()
            let noise = (0..<200).map { _ in UInt8.random(in: 0...4, using: &generator) }
            do {
                _ = try conversation.receive(noise)
            } catch is RFBError {}
        }
    }

    @Test func `a key event has this form`() {
        #expect(RFBMessage.key(0xFF0D, isDown: true) == [4, 1, 0, 0, 0, 0, 0xFF, 0x0D])
        #expect(
            RFBMessage.updateRequest(width: 720, height: 400, onlyChanges: false) == [3, 0, 0, 0, 0, 0, 2, 208, 1, 144])
    }
}
