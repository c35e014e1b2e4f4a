import BuildEvents
import SSH
import TestSupport
import Testing

@Suite struct ConnectTests {
    @Test func `the handshake's facts are told, and AES-GCM is preferred`() async throws {
        try await withSession { session, _ in
            #expect(session.facts.hostKeyFingerprint.hasPrefix("SHA256:"))
            #expect(session.facts.banner.hasPrefix("SSH-2.0-OpenSSH"))
            #expect(session.facts.cipher == "aes128-gcm@openssh.com")
            #expect(session.isConnected)
        }
    }

    @Test func `a wrong key is told with what was tried and what is offered`() async throws {
        try await SSHDFixture.with { server in
            try SSHDFixture.makeKey(server.directory + "/other")
            var configuration = server.configuration
            configuration.credentials.keys = [SSHPrivateKey(.file(path: server.directory + "/other"))]
            let failure = await #expect(throws: SSHConnectFailure.self) { try await SSHSession.connect(configuration) }
            #expect(failure?.stage == .authentication)
            #expect(failure?.message.hasSuffix("/other); the server offers publickey") == true)
        }
    }

    @Test func `an agent's key opens the server`() async throws {
        try await SSHDFixture.with { server in
            let agent = ProcessBox()
            let socket = server.directory + "/agent"
            defer { agent.endAll() }
            try await agent.start("/usr/bin/ssh-agent", ["-D", "-a", socket], until: "SSH_AUTH_SOCK=")
            try ProcessBox.run("/usr/bin/env", ["SSH_AUTH_SOCK=" + socket, "/usr/bin/ssh-add", "-q", server.userKey])
            var configuration = server.configuration
            configuration.credentials.keys = []
            configuration.credentials.agentSocket = socket
            let session = try await SSHSession.connect(configuration)
            #expect(session.facts.authentication == "publickey")
            await session.close()
        }
    }

    @Test func `a certificate opens a server that trusts its authority`() async throws {
        try await SSHDFixture.with { server in
            let folder = server.directory
            try SSHDFixture.makeKey(folder + "/authority")
            try SSHDFixture.makeKey(folder + "/holder")
            try ProcessBox.run(
                "/usr/bin/ssh-keygen",
                ["-q", "-s", folder + "/authority", "-I", "test", "-n", server.username, folder + "/holder.pub"])
            try write(
                "cert-authority " + String(decoding: readBytes(folder + "/authority.pub"), as: UTF8.self),
                to: folder + "/authorized_keys")
            var configuration = server.configuration
            configuration.credentials.keys = [
                SSHPrivateKey(.file(path: folder + "/holder"), certificateFile: folder + "/holder-cert.pub")
            ]
            let session = try await SSHSession.connect(configuration)
            #expect(session.facts.authentication == "publickey")
            await session.close()
        }
    }

    @Test func `a server that never sends a banner is told as such`() async throws {
        try await SilentServer.with { server in
            var configuration = server.configuration
            configuration.timeouts.banner = .milliseconds(50)
            let failure = await #expect(throws: SSHConnectFailure.self) { try await SSHSession.connect(configuration) }
            #expect(
                failure
                    == SSHConnectFailure(
                        stage: .banner, message: "TCP connects but no SSH banner", isTimeout: true))
        }
    }

    @Test func `waiting for a banner is cancelled at once`() async throws {
        try await SilentServer.with { server in
            let stages = AsyncStream<SSHStage>.makeStream()
            let configuration = server.configuration
            let attempt = Task { try await SSHSession.connect(configuration) { stages.continuation.yield($0) } }
            for await stage in stages.stream where stage == .banner { break }
            attempt.cancel()
            await #expect(throws: CancellationError.self) { try await attempt.value }
        }
    }

    @Test(arguments: [
        ["host name", "server-without-a-name.invalid"]
    ])
    func `a name without an address is told as such`(_ words: [String]) async throws {
        let configuration = SSHConfiguration(host: words[1], port: 22, credentials: SSHCredentials(username: "x"))
        let failure = await #expect(throws: SSHConnectFailure.self) { try await SSHSession.connect(configuration) }
        #expect(failure?.stage == .dial)
        #expect(failure?.message.contains(words[0]) == true)
    }

    @Test func `a key file that is missing is the user's mistake, not the server's`() async throws {
        try await SSHDFixture.with { server in
            var configuration = server.configuration
            configuration.credentials.keys = [SSHPrivateKey(.file(path: server.directory + "/nothing"))]
            let error = await #expect(throws: SSHError.self) { try await SSHSession.connect(configuration) }
            #expect(error?.kind == .badKey)
        }
    }
}
