import HostOS
import JSONText
import TestSupport
import Testing

@testable import GuestAgent

/// What an agent in a hostile guest may answer.
@Suite struct HostileAgentTests {
    @Test(
        arguments: [
            ("{\"return\": {\"pid\": \"many\"}}", "the guest agent does not tell the number of a process"),
            ("{\"surprise\": 1}", "the guest agent's answer to guest-exec is none"),
            ("nonsense", "the guest agent sent a line that is no JSON"),
        ])
    func `an answer of the wrong shape is a violation`(answer: String, message: String) async throws {
        try await withAgent(answering: answer) { client in
            let error = await #expect(throws: GuestAgentError.self) {
                try await client.start(GuestProgram("/bin/true"))
            }
            #expect(error == GuestAgentError(.violation, message))
        }
    }

    @Test func `what an agent calls an address and is none is left out`() async throws {
        let addresses = ["192.0.2.7", "example.org", "1.2.3", "-oProxyCommand=x", "2001:db8::1", "fe80::1%eth0"].map {
            "{\"ip-address\": \"\($0)\"}"
        }
        let list = addresses.joined(separator: ",")
        let card = #"{"name": "e", "hardware-address": "AA:BB", "ip-addresses": [\#(list)]}"#
        try await withAgent(answering: "{\"return\": [\(card), {\"name\": 1}]}") { client in
            let interfaces = try await client.networkInterfaces(within: .seconds(20))
            #expect(
                interfaces == [
                    GuestInterface(name: "e", hardwareAddress: "aa:bb", addresses: ["192.0.2.7", "2001:db8::1"])
                ])
        }
    }

    @Test func `more of a file than was asked for is not taken`() async throws {
        let much = String(repeating: "QUFB", count: 100_000)
        try await withAgent(answering: "{\"return\": {\"count\": 3, \"buf-b64\": \"\(much)\"}}") { client in
            let error = await #expect(throws: GuestAgentError.self) { try await client.read(anyFile) }
            #expect(error?.kind == .violation)
        }
    }

    @Test func `an agent that writes more than it was given is not believed`() async throws {
        try await withAgent(answering: "{\"return\": {\"count\": 1000}}") { client in
            let error = await #expect(throws: GuestAgentError.self) { try await client.write([1, 2], to: anyFile) }
            #expect(error?.kind == .violation)
        }
    }

    @Test func `a refusal is told without its control characters`() async throws {
        let answer = "{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\\u001b[31m\\nroom\"}}"
        try await withAgent(answering: answer) { client in
            let error = await #expect(throws: GuestAgentError.self) { try await client.execute("guest-ping") }
            #expect(error?.message == "the guest agent refuses guest-ping: no?[31m?room")
        }
    }

    @Test func `an agent that never answers is silent, not waited for`() async throws {
        let (ours, theirs) = try SocketStream.pair()
        let client = GuestAgentClient(stream: ours)
        let error = await #expect(throws: GuestAgentError.self) {
            try await client.synchronize(within: .milliseconds(20))
        }
        #expect(error?.kind == .silent)
        theirs.close()
    }

    @Test func `answers without questions end the conversation`() async throws {
        let (ours, theirs) = try SocketStream.pair()
        let client = GuestAgentClient(stream: ours)
        try await theirs.write(Array(String(repeating: "{}\n", count: 2000).utf8))
        let error = await #expect(throws: GuestAgentError.self) {
            try await client.synchronize(within: .seconds(60))
        }
        #expect(error?.kind == .violation)
        theirs.close()
    }

    private let anyFile = GuestFile(handle: 1)

    /// Runs `body` with an agent that keeps step and gives every command the same answer.
    private func withAgent(answering answer: String, _ body: (GuestAgentClient) async throws -> Void) async throws {
        let (ours, theirs) = try SocketStream.pair()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for try await line in theirs.lines {
                    guard let command = try? JSONParser.parse(String(line.drop { $0 != "{" })) else { continue }
                    if let id = command["arguments"]?["id"]?.int {
                        try await theirs.write([0xFF] + Array("{\"return\": \(id)}\n".utf8))
                    } else {
                        try await theirs.write(Array((answer + "\n").utf8))
                    }
                }
            }
            defer { group.cancelAll() }
            let client = GuestAgentClient(stream: ours)
            try await body(client)
            await client.close()
        }
    }
}
