import Synchronization
import TestSupport
import Testing

@testable import WinRM

@Suite struct RemoteShellTests {
    @Test func `output comes in pieces of both streams with the exit code`() async throws {
        let machine = FakeWindows { _, _ in
            var reply = FakeWindows.Reply(exit: 3010)
            reply.output = [.output(Array("a\r\n".utf8)), .errors(Array("b\r\n".utf8)), .output(Array("ü".utf8))]
            reply.timeouts = 2
            return reply
        }
        try await WSManServer.with(.init(), machine) { server in
            let client = try server.client()
            let seen = Mutex<[String]>([])
            let exit = try await RemoteShell.with(client) { shell in
                try await shell.run("install <x> & \"y\"") { stream, bytes in
                    seen.withLock { $0.append("\(stream) \(String(decoding: bytes, as: UTF8.self))") }
                }
            }
            #expect(exit == 3010)
            #expect(seen.withLock { $0 } == ["standardOutput a\r\n", "standardError b\r\n", "standardOutput ü"])
            #expect(machine.commands == ["install <x> & \"y\""])
            #expect(server.service.violations == [])
            #expect(server.service.openShells == 0)
        }
    }

    @Test func `input reaches the command in several messages`() async throws {
        let machine = FakeWindows { _, _ in .init() }
        try await WSManServer.with(.init(), machine) { server in
            let text = String(repeating: "0123456789", count: 25_000)
            let result = try await server.client().output(of: "sort", input: Array(text.utf8))
            #expect(result.out == text)
            #expect(server.service.violations == [])
        }
    }

    @Test func `a command that is given up is ended on the machine, and its shell with it`() async throws {
        let (commands, continuation) = AsyncStream<Void>.makeStream()
        let machine = FakeWindows { _, _ in
            continuation.yield()
            var reply = FakeWindows.Reply()
            reply.hangs = true
            return reply
        }
        try await WSManServer.with(.init(), machine) { server in
            let client = try server.client()
            await #expect(throws: CancellationError.self) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try await client.output(of: "ping -t localhost") }
                    for await _ in commands { break }
                    group.cancelAll()
                    try await group.next()
                }
            }
            #expect(server.service.signalCount == 1)
            #expect(server.service.openShells == 0)
            #expect(server.service.violations == [])
        }
    }

    @Test(
        arguments: [
            (5 as UInt32, "the WinRM service refused: The machine refuses. (code 5)", true),
            (0x8033_81A6, "the WinRM service refused: The machine refuses. (code 2150859174)", true),
            (1234, "the WinRM service refused: The machine refuses. (code 1234)", false),
        ])
    func `a fault tells the machine's words and what to do`(code: UInt32, text: String, hasAdvice: Bool) async throws {
        let machine = FakeWindows { _, _ in
            var reply = FakeWindows.Reply()
            reply.fault = code
            return reply
        }
        try await WSManServer.with(.init(), machine) { server in
            let fault = await #expect(throws: WSManFault.self) { try await server.client().output(of: "x") }
            let error = WinRMError(try #require(fault))
            #expect(error.message == text)
            #expect(error.advice.isEmpty == !hasAdvice)
            #expect(server.service.openShells == 0)
        }
    }

    @Test func `a shell that the machine lost is known as lost`() async throws {
        let machine = FakeWindows { _, _ in
            var reply = FakeWindows.Reply()
            reply.losesShell = true
            return reply
        }
        try await WSManServer.with(.init(), machine) { server in
            let fault = await #expect(throws: WSManFault.self) { try await server.client().output(of: "x") }
            #expect(fault?.isShellGone == true)
        }
    }

    @Test func `a command with a character that XML does not have is refused here`() async throws {
        try await WSManServer.with { server in
            let error = await #expect(throws: WinRMError.self) { try await server.client().output(of: "a\u{1}b") }
            #expect(error?.message == "the command cannot be sent: the character U+1 cannot be sent")
            #expect(server.service.openShells == 0)
        }
    }

    @Test(
        arguments: [
            "<html><body>no</body></html>", "<a/>", "nothing",
            "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body/></s:Envelope>",
        ])
    func `an answer that is none is refused`(text: String) {
        #expect(throws: WinRMError.self) { try WSManAnswer(Array(text.utf8), to: "1") }
    }

    @Test func `a protected message is read only as it was written`() {
        let message = EncryptedMessage.bytes(
            signature: [UInt8](repeating: 1, count: 16), sealed: Array("--Encrypted Boundary--".utf8))
        let parts = EncryptedMessage.parts(message)
        #expect(parts?.signature == [UInt8](repeating: 1, count: 16))
        #expect(parts?.sealed == Array("--Encrypted Boundary--".utf8))
        for count in 0..<(message.count - 24) { #expect(EncryptedMessage.parts(Array(message.prefix(count))) == nil) }
    }
}
