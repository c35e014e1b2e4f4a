import GuestAgent
import HostOS
import TestSupport
import Testing

/// Against Debian's qemu-ga.
@Suite struct RealAgentTests {
    @Test func `a program runs with its arguments, environment and input, and its end is told`() async throws {
        try await AgentProcess.with { agent in
            let client = try await agent.connected()
            var program = GuestProgram.shell(
                "cat; echo \"$COLOUR\"; echo \"$1\" >&2; exit 3", ["it's $HOME"], input: Array("in\n".utf8))
            program.environment = ["COLOUR=blue"]
            let state = try await client.run(program)
            #expect(state.exitCode == 3)
            #expect(state.signal == nil)
            #expect(String(decoding: state.output, as: UTF8.self) == "in\nblue\n")
            #expect(String(decoding: state.errors, as: UTF8.self) == "it's $HOME\n")
            await client.close()
        }
    }

    @Test func `the end by a signal is told`() async throws {
        try await AgentProcess.with { agent in
            let client = try await agent.connected()
            let state = try await client.run(.shell("kill -9 $$"))
            #expect(state.exitCode == nil)
            #expect(state.signal == 9)
            await client.close()
        }
    }

    @Test func `a large file goes there and back unchanged`() async throws {
        try await AgentProcess.with { agent in
            let client = try await agent.connected()
            let bytes = (0..<1_500_001).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
            let target = try await client.open(agent.directory + "/file", mode: "w")
            try await client.write(bytes[...], to: target)
            try await client.close(target)
            #expect(try readBytes(agent.directory + "/file") == bytes)
            let source = try await client.open(agent.directory + "/file", mode: "r")
            var back: [UInt8] = []
            while true {
                let piece = try await client.read(source)
                if piece.isEmpty { break }
                back += piece
            }
            try await client.close(source)
            #expect(back == bytes)
            await client.close()
        }
    }

    @Test func `what the agent refuses is told in its words`() async throws {
        try await AgentProcess.with { agent in
            let client = try await agent.connected()
            let error = await #expect(throws: GuestAgentError.self) {
                try await client.open("/nonexistent/file", mode: "r")
            }
            #expect(error?.kind == .refused)
            #expect(error?.message.contains("guest-file-open: failed to open file") == true)
            await client.close()
        }
    }

    @Test func `a blocked command is refused`() async throws {
        try await AgentProcess.with(options: ["-b", "guest-exec"]) { agent in
            let client = try await agent.connected()
            let error = await #expect(throws: GuestAgentError.self) { try await client.run(GuestProgram("/bin/true")) }
            #expect(error?.kind == .refused)
            await client.close()
        }
    }

    @Test func `after a command that was given up, the next answer is that of the next command`() async throws {
        try await AgentProcess.with { agent in
            let client = try await agent.connected()
            for _ in 0..<20 {
                let given = Task { try await client.execute("guest-get-time") }
                given.cancel()
                _ = await given.result
                let state = try await client.run(.shell("echo mine"))
                #expect(String(decoding: state.output, as: UTF8.self) == "mine\n")
            }
            await client.close()
        }
    }

    @Test func `the end of the agent is noticed`() async throws {
        let client = try await AgentProcess.with { agent in try await agent.connected() }
        let error = await #expect(throws: GuestAgentError.self) { try await client.execute("guest-ping") }
        #expect(error?.kind == .closed)
    }
}
