import SSH
import TestSupport
import Testing

@Suite struct AgentForwardingTests {
    @Test func `programs on the machine see the agent's keys`() async throws {
        try await withAgent { configuration in
            let session = try await SSHSession.connect(configuration)
            for terminal in [false, true] {
                #expect(try await session.exit(of: "ssh-add -l | grep -q ED25519", terminal: terminal) == .status(0))
            }
            await session.close()
        }
    }

    @Test func `a forwarded agent logs in on another machine`() async throws {
        try await SSHDFixture.with { other in
            try await withAgent { configuration in
                let path = "-p \(other.port) -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
                try copy(
                    try #require(configuration.credentials.keyFile) + ".pub", to: other.directory + "/authorized_keys")
                let session = try await SSHSession.connect(configuration)
                let exit = try await session.exit(
                    of: "ssh -F none -q -o BatchMode=yes \(path) \(other.username)@127.0.0.1 exit 6 </dev/null")
                #expect(exit == .status(6))
                await session.close()
            }
        }
    }

    @Test func `without forwarding there is no agent on the machine`() async throws {
        try await withAgent { configuration in
            var configuration = configuration
            configuration.forwardedAgent = nil
            let session = try await SSHSession.connect(configuration)
            #expect(try await session.exit(of: "[ -z \"$SSH_AUTH_SOCK\" ]") == .status(0))
            await session.close()
        }
    }

    @Test func `an agent that is gone does not keep commands from running`() async throws {
        try await withAgent { configuration in
            var configuration = configuration
            configuration.forwardedAgent = "/nonexistent/agent"
            let session = try await SSHSession.connect(configuration)
            #expect(try await session.exit(of: "ssh-add -l 2>/dev/null; exit 8") == .status(8))
            await session.close()
        }
    }

    private func withAgent(_ body: (SSHConfiguration) async throws -> Void) async throws {
        try await SSHDFixture.with { server in
            let agent = ProcessBox()
            let socket = server.directory + "/agent"
            defer { agent.endAll() }
            try await agent.start("/usr/bin/ssh-agent", ["-D", "-a", socket], until: "SSH_AUTH_SOCK=")
            try ProcessBox.run("/usr/bin/env", ["SSH_AUTH_SOCK=" + socket, "/usr/bin/ssh-add", "-q", server.userKey])
            var configuration = server.configuration
            configuration.forwardedAgent = socket
            try await body(configuration)
        }
    }
}

extension SSHCredentials {
    fileprivate var keyFile: String? {
        if case .file(let path) = keys.first?.source { path } else { nil }
    }
}
