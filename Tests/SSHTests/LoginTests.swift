import BuildEvents
import HostOS
import SSH
import Synchronization
import TestSupport
import Testing

@Suite struct LoginTests {
    @Test func `a server that wants two ways gets both`() async throws {
        try await SSHDFixture.with(configuration: ["AuthenticationMethods publickey,publickey"]) { server in
            try SSHDFixture.makeKey(server.directory + "/second")
            let lines = try ["user_key", "second"].map {
                String(decoding: try readBytes(server.directory + "/\($0).pub"), as: UTF8.self)
            }
            try write(lines.joined(), to: server.directory + "/authorized_keys")
            var configuration = server.configuration
            let one = configuration
            let failure = await #expect(throws: SSHConnectFailure.self) { try await SSHSession.connect(one) }
            #expect(failure?.message.contains("/user_key) (accepted, but not enough)") == true)
            configuration.credentials.keys.append(SSHPrivateKey(.file(path: server.directory + "/second")))
            let session = try await SSHSession.connect(configuration)
            #expect(session.facts.authentication == "publickey")
            await session.close()
        }
    }

    @Test func `the user answers what the server asks`() async throws {
        try await withPromptingServer { configuration in
            let questions = Collected<SSHPrompt>()
            let session = try await SSHSession.connect(
                configuration,
                ask: { prompt in
                    questions.add(prompt)
                    return Secret(PasswordServer.password)
                })
            #expect(questions.all == [SSHPrompt(text: "Password: ", echoes: false)])
            #expect(session.facts.authentication == "keyboard-interactive")
            await session.close()
        }
    }

    @Test func `a user who cannot be asked gives the login up`() async throws {
        try await withPromptingServer { configuration in
            await #expect(throws: CancellationError.self) {
                try await SSHSession.connect(configuration, ask: { _ in throw CancellationError() })
            }
        }
    }

    @Test func `another host key is found before anything is proved`() async throws {
        struct Stranger: Error {}
        try await SSHDFixture.with { server in
            var configuration = server.configuration
            let stages = Collected<SSHStage>()
            configuration.hostKeyCheck = { fingerprint in
                #expect(fingerprint.hasPrefix("SHA256:"))
                throw Stranger()
            }
            let wanted = configuration
            await #expect(throws: Stranger.self) {
                try await SSHSession.connect(wanted, onStage: { stages.add($0) })
            }
            #expect(!stages.all.contains(.authentication))
        }
    }

    @Test func `algorithms without a match are told with both lists`() async throws {
        try await SSHDFixture.with(configuration: ["Ciphers aes256-ctr,aes192-ctr"]) { server in
            var configuration = server.configuration
            configuration.ciphers = ["aes128-ctr"]
            let wanted = configuration
            var failure: SSHConnectFailure?
            // A server that has seen first that nothing fits resets the connection, and what it offered is lost with it.
            for _ in 0..<20 where failure?.message.contains("in common") != true {
                failure = await #expect(throws: SSHConnectFailure.self) { try await SSHSession.connect(wanted) }
                #expect(failure?.stage == .keyExchange)
            }
            #expect(
                failure?.message == "key exchange failed: no cipher in common: the server offers "
                    + "aes256-ctr, aes192-ctr; we offer aes128-ctr")
        }
    }

    @Test func `a server with too many connections says so`() async throws {
        try await SSHDFixture.with(configuration: ["MaxStartups 1"]) { server in
            var other = try await SocketStream.connect(host: "127.0.0.1", port: Int(server.port))
            // With its banner the server has counted the connection; the fixture's own may still be counted before.
            while try await !other.read().starts(with: Array("SSH-".utf8)) {
                other.close()
                other = try await SocketStream.connect(host: "127.0.0.1", port: Int(server.port))
            }
            let failure = await #expect(throws: SSHConnectFailure.self) {
                try await SSHSession.connect(server.configuration)
            }
            #expect(failure?.stage == .banner)
            #expect(failure?.message == "the SSH server has too many connections already")
            #expect(failure?.isCrowded == true)
            other.close()
        }
    }

    private func withPromptingServer(_ body: (SSHConfiguration) async throws -> Void) async throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try SSHDFixture.makeKey(folder + "/host_key")
        let server = try PasswordServer.start(.keyboardInteractive, hostKey: folder + "/host_key")
        var credentials = SSHCredentials(username: "tester")
        credentials.asksUser = true
        try await body(SSHConfiguration(host: "127.0.0.1", port: server.port, credentials: credentials))
    }
}
