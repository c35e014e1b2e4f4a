import BuildEvents
import HostOS
import SSH
import TestSupport
import Testing

/// Through microsocks and tinyproxy, with their logins.
@Suite struct RealProxyTests {
    @Test(arguments: SSHProxy.Kind.allCases)
    func `a session goes through a proxy that wants a login`(kind: SSHProxy.Kind) async throws {
        try await withProxy(kind, password: "open-sesame") { configuration in
            let session = try await SSHSession.connect(configuration)
            #expect(try await session.exit(of: "exit 7") == .status(7))
            await session.close()
        }
    }

    @Test(arguments: SSHProxy.Kind.allCases)
    func `a wrong password is the login's failure, and not shown`(kind: SSHProxy.Kind) async throws {
        try await withProxy(kind, password: "wrong guess") { configuration in
            let failure = await #expect(throws: SSHConnectFailure.self) {
                try await SSHSession.connect(configuration)
            }
            #expect(failure?.stage == .authentication)
            #expect(failure?.message.hasPrefix("the proxy does not connect us: it ") == true)
            #expect(failure?.message.contains("wrong guess") == false)
        }
    }

    @Test(arguments: SSHProxy.Kind.allCases)
    func `a machine that the proxy does not reach is not up yet`(kind: SSHProxy.Kind) async throws {
        try await withProxy(kind, password: "open-sesame") { configuration in
            var configuration = configuration
            configuration.port = try freePort()
            let wanted = configuration
            let failure = await #expect(throws: SSHConnectFailure.self) { try await SSHSession.connect(wanted) }
            #expect(failure?.stage == .dial)
        }
    }

    @Test func `a proxy that is not there is told apart from the machine`() async throws {
        var configuration = SSHConfiguration(host: "vm", port: 22, credentials: SSHCredentials(username: "x"))
        configuration.proxy = SSHProxy(.socks5, host: "127.0.0.1", port: try freePort())
        let wanted = configuration
        let failure = await #expect(throws: SSHConnectFailure.self) { try await SSHSession.connect(wanted) }
        #expect(failure?.message == "no TCP answer yet from the proxy (Connection refused)")
    }

    /// Runs `body` with a proxy that lets in `me` with the password "open-sesame".
    private func withProxy(
        _ kind: SSHProxy.Kind, password: String, _ body: (SSHConfiguration) async throws -> Void
    ) async throws {
        try await SSHDFixture.with { server in
            let port = try freePort()
            let process = ProcessBox()
            defer { process.endAll() }
            switch kind {
            case .socks5:
                try await process.startListening(
                    "/usr/bin/microsocks",
                    ["-i", "127.0.0.1", "-p", "\(port)", "-u", "me", "-P", "open-sesame"])
            case .http:
                let file = server.directory + "/proxy.conf"
                let lines = [
                    "Port \(port)", "Listen 127.0.0.1", "BasicAuth me open-sesame", "MaxClients 10", "Timeout 60",
                ]
                try write(lines.joined(separator: "\n") + "\n", to: file, mode: 0o644)
                try await process.start("/usr/bin/tinyproxy", ["-d", "-c", file], until: "Accepting connections")
            }
            var configuration = server.configuration
            configuration.proxy = SSHProxy(
                kind, host: "127.0.0.1", port: port, username: "me", password: Secret(password))
            try await body(configuration)
        }
    }
}
