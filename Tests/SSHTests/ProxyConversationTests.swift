import BuildEvents
import Testing

@testable import SSH

/// What proxies say, from a script.
private final class ScriptedWire: ProxyWire {
    private var answers: [UInt8]
    private(set) var sent: [UInt8] = []

    init(_ answers: [UInt8]) {
        self.answers = answers
    }

    func read(_ count: Int) throws -> [UInt8] {
        guard answers.count >= count else { throw ProxyRefusal(message: "it closed the connection") }
        defer { answers.removeFirst(count) }
        return Array(answers.prefix(count))
    }

    func write(_ bytes: [UInt8]) throws { sent += bytes }

    var left: [UInt8] { answers }
}

@Suite struct ProxyConversationTests {
    private func proxy(_ kind: SSHProxy.Kind, login: Bool = false) -> SSHProxy {
        SSHProxy(
            kind, host: "p", port: 1, username: login ? "me" : nil, password: login ? Secret("pw") : nil)
    }

    @Test func `SOCKS asks for the host by its name and leaves what follows alone`() throws {
        let wire = ScriptedWire([5, 0, 5, 0, 0, 1, 127, 0, 0, 1, 4, 56] + Array("SSH-".utf8))
        try proxy(.socks5).open("vm", 22, over: wire)
        #expect(wire.sent == [5, 1, 0, 5, 1, 0, 3, 2, 118, 109, 0, 22])
        #expect(wire.left == Array("SSH-".utf8))
    }

    @Test func `SOCKS gives the login where it is wanted`() throws {
        let wire = ScriptedWire([5, 2, 1, 0, 5, 0, 0, 3, 1, 120, 0, 0])
        try proxy(.socks5, login: true).open("vm", 22, over: wire)
        #expect(wire.sent.prefix(12) == [5, 2, 0, 2, 1, 2, 109, 101, 2, 112, 119, 5])
    }

    @Test(
        arguments: [
            ([4, 0], "it does not speak SOCKS version 5", false),
            ([5, 255], "it wants a login", true),
            ([5, 0, 5, 5, 0, 1], "the connection was refused", false),
            ([5, 0, 5, 99, 0, 1], "it answers with the error 99", false),
            ([5, 0, 5, 0, 0, 7], "it answers with an address of an unknown kind", false),
            ([5, 0, 5], "it closed the connection", false),
        ] as [([UInt8], String, Bool)])
    func `SOCKS's no is told`(answers: [UInt8], message: String, isLogin: Bool) {
        let refusal = #expect(throws: ProxyRefusal.self) {
            try proxy(.socks5).open("vm", 22, over: ScriptedWire(answers))
        }
        #expect(refusal == ProxyRefusal(message: message, isLogin: isLogin))
    }

    @Test func `CONNECT names the target and reads no further than the header`() throws {
        let wire = ScriptedWire(Array("HTTP/1.0 200 Fine\r\nVia: x\r\n\r\nSSH-2.0-x\r\n".utf8))
        try proxy(.http, login: true).open("fd00::1", 2222, over: wire)
        #expect(
            String(decoding: wire.sent, as: UTF8.self)
                == "CONNECT [fd00::1]:2222 HTTP/1.1\r\nHost: [fd00::1]:2222\r\n"
                + "Proxy-Authorization: Basic bWU6cHc=\r\n\r\n")
        #expect(String(decoding: wire.left, as: UTF8.self) == "SSH-2.0-x\r\n")
    }

    @Test(
        arguments: [
            ("HTTP/1.1 407 Who are you\r\n\r\n", "it answers with 407 Who are you", true),
            ("HTTP/1.1 502 \u{1B}[31mNo\r\n\r\n", "it answers with 502 ?[31mNo", false),
            ("SSH-2.0-OpenSSH\r\n\r\n", "it does not speak HTTP", false),
            (String(repeating: "x", count: 20_000), "its answer has no end", false),
        ])
    func `CONNECT's no is told`(answer: String, message: String, isLogin: Bool) {
        let refusal = #expect(throws: ProxyRefusal.self) {
            try proxy(.http).open("vm", 22, over: ScriptedWire(Array(answer.utf8)))
        }
        #expect(refusal == ProxyRefusal(message: message, isLogin: isLogin))
    }

    @Test func `a host name cannot add lines to the request`() {
        let wire = ScriptedWire([])
        #expect(throws: ProxyRefusal.self) { try proxy(.http).open("vm\r\nX: y", 22, over: wire) }
        #expect(wire.sent == [])
    }
}
