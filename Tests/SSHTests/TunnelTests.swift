import HostOS
import SSH
import TestSupport
import Testing

@Suite struct TunnelTests {
    @Test(
        arguments: [
            ("8080:web:80", "localhost", 8080, "web", 80),
            ("127.0.0.2:1:[fd00::1]:65535", "127.0.0.2", 1, "fd00::1", 65535),
            ("[::1]:22:10.0.2.2:2222", "::1", 22, "10.0.2.2", 2222),
        ] as [(String, String, UInt16, String, UInt16)])
    func `a tunnel is read`(text: String, address: String, port: UInt16, host: String, target: UInt16) {
        #expect(
            SSHTunnel(text)
                == SSHTunnel(listenAddress: address, listenPort: port, targetHost: host, targetPort: target))
    }

    @Test(arguments: ["", "80", "80:web", "0:web:80", "80:web:70000", "80::80", "x:web:80", "a:b:80:web:80"])
    func `what is no tunnel is not read`(text: String) {
        #expect(SSHTunnel(text) == nil)
    }

    @Test func `a local tunnel carries much both ways, also while a command runs`() async throws {
        try await withEcho { echo in
            let port = try freePort()
            var tunnel = SSHTunnel(listenPort: port, targetHost: "127.0.0.1", targetPort: echo)
            tunnel.listenAddress = "localhost"
            try await withSession(tunnelling: [tunnel], remote: []) { session, server in
                let marker = server.directory + "/go on"
                async let command = session.exit(of: "until [ -e '\(marker)' ]; do sleep 0.02; done; exit 5")
                try await exchange(1_000_000, with: port)
                try await exchange(10, with: port)
                try write("", to: marker)
                #expect(try await command == .status(5))
                // And while none does.
                try await exchange(1000, with: port)
            }
        }
    }

    @Test func `a remote tunnel leads from the machine to this host`() async throws {
        try await withEcho { echo in
            let port = try freePort()
            let tunnel = SSHTunnel(listenPort: port, targetHost: "localhost", targetPort: echo)
            try await withSession(tunnelling: [], remote: [tunnel]) { session, _ in
                let output = Collected<RemoteOutput>()
                let talk = "exec 3<>/dev/tcp/127.0.0.1/\(port); echo there and back >&3; head -n 1 <&3"
                let exit = try await session.run("bash -c '\(talk)'") { output.add($0) }
                #expect(exit == .status(0))
                #expect(output.all == [.standardOutput("there and back")])
                try await exchange(300_000, with: port)
            }
        }
    }

    @Test func `a tunnel whose far end nobody listens at closes what connects to it`() async throws {
        let port = try freePort()
        let nowhere = SSHTunnel(listenPort: port, targetHost: "127.0.0.1", targetPort: try freePort())
        try await withSession(tunnelling: [nowhere], remote: []) { session, _ in
            let stream = try await SocketStream.connect(host: "127.0.0.1", port: Int(port))
            #expect(try await stream.read().isEmpty)
            stream.close()
            #expect(try await session.exit(of: "true") == .status(0))
        }
    }

    @Test func `a port that is taken is the tunnel's failure`() async throws {
        try await SSHDFixture.with { server in
            let tunnel = SSHTunnel(listenPort: server.port, targetHost: "127.0.0.1", targetPort: 1)
            var configuration = server.configuration
            configuration.localTunnels = [tunnel]
            let wanted = configuration
            let error = await #expect(throws: SSHError.self) { try await SSHSession.connect(wanted) }
            #expect(error?.kind == .tunnel)
            #expect(error?.message.contains("\(server.port):127.0.0.1:1") == true)
        }
    }

    @Test func `a server that allows no tunnels is told as such`() async throws {
        try await SSHDFixture.with(configuration: ["AllowTcpForwarding no"]) { server in
            var configuration = server.configuration
            configuration.remoteTunnels = [
                SSHTunnel(listenPort: try freePort(), targetHost: "127.0.0.1", targetPort: 1)
            ]
            let wanted = configuration
            let error = await #expect(throws: SSHError.self) { try await SSHSession.connect(wanted) }
            #expect(error?.kind == .tunnel)
        }
    }

    /// Sends so many bytes and demands them back.
    private func exchange(_ count: Int, with port: UInt16) async throws {
        let stream = try await SocketStream.connect(host: "127.0.0.1", port: Int(port))
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        async let sending: Void = {
            try await stream.write(bytes)
            stream.finishWriting()
        }()
        let back = try await stream.readAll()
        try await sending
        #expect(back == bytes)
        stream.close()
    }

    private func withSession(
        tunnelling local: [SSHTunnel], remote: [SSHTunnel], _ body: (SSHSession, SSHDFixture) async throws -> Void
    ) async throws {
        try await SSHDFixture.with { server in
            var configuration = server.configuration
            configuration.localTunnels = local
            configuration.remoteTunnels = remote
            let session = try await SSHSession.connect(configuration)
            do {
                try await body(session, server)
            } catch {
                await session.close()
                throw error
            }
            await session.close()
        }
    }

    /// Runs `body` with a port that gives back what it gets.
    private func withEcho(_ body: (UInt16) async throws -> Void) async throws {
        let listener = try SocketListener.tcp()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await withThrowingDiscardingTaskGroup { clients in
                    while true {
                        let client = try await listener.accept()
                        clients.addTask {
                            while let bytes = try? await client.read(), !bytes.isEmpty {
                                guard (try? await client.write(bytes)) != nil else { break }
                            }
                            client.close()
                        }
                    }
                }
            }
            defer { group.cancelAll() }
            try await body(UInt16(listener.port))
        }
    }
}
