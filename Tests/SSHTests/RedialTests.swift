import HostOS
import SSH
import TestSupport
import Testing

/// A forwarded port whose first connection leads nowhere, as before the machine has a network.
@Suite struct RedialTests {
    @Test func `a young connection is used when the first one stays silent`() async throws {
        try await SSHDFixture.with(configuration: ["MaxStartups 500"]) { server in
            try await withForwarder(to: server, silently: 1) { configuration in
                var configuration = configuration
                configuration.timeouts.redial = .milliseconds(50)
                configuration.timeouts.banner = .seconds(600)
                let session = try await SSHSession.connect(configuration)
                await session.close()
            }
        }
    }

    @Test func `many silent connections do not pile up`() async throws {
        try await SSHDFixture.with(configuration: ["MaxStartups 500"]) { server in
            try await withForwarder(to: server, silently: 10) { configuration in
                var configuration = configuration
                configuration.timeouts.redial = .milliseconds(50)
                configuration.timeouts.banner = .seconds(600)
                let session = try await SSHSession.connect(configuration)
                await session.close()
            }
        }
    }

    @Test func `without the redial one silent connection is waited for until its time is over`() async throws {
        try await SSHDFixture.with(configuration: ["MaxStartups 500"]) { server in
            try await withForwarder(to: server, silently: 1) { configuration in
                var configuration = configuration
                configuration.timeouts.banner = .milliseconds(100)
                let limited = configuration
                let failure = await #expect(throws: SSHConnectFailure.self) { try await SSHSession.connect(limited) }
                #expect(failure?.stage == .banner)
                #expect(failure?.isTimeout == true)
            }
        }
    }

    /// Lets the first `count` connections wait for ever and forwards the next.
    private func withForwarder(
        to server: SSHDFixture, silently count: Int, _ body: (SSHConfiguration) async throws -> Void
    ) async throws {
        let listener = try SocketListener.tcp()
        var configuration = server.configuration
        let target = Int(configuration.port)
        configuration.port = UInt16(listener.port)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var silent: [SocketStream] = []
                for _ in 0..<count { silent.append(try await listener.accept()) }
                defer { for stream in silent { stream.close() } }
                try await forward(listener, to: target)
            }
            defer { group.cancelAll() }
            try await body(configuration)
        }
    }
}

/// Joins each connection with one to the server, until cancelled.
private func forward(_ listener: SocketListener, to target: Int) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        while true {
            let client = try await listener.accept()
            group.addTask {
                let server = try await SocketStream.connect(host: "127.0.0.1", port: target)
                async let up: Void = relay(client, server)
                async let down: Void = relay(server, client)
                _ = await (up, down)
            }
        }
    }
}

/// Hands on what comes until either side ends.
private func relay(_ source: SocketStream, _ target: SocketStream) async {
    // Either end going away is how a relay ends.
    while let bytes = try? await source.read(), !bytes.isEmpty {
        guard (try? await target.write(bytes)) != nil else { break }
    }
    source.close()
    target.close()
}
