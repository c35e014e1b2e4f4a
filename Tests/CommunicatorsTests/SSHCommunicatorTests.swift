import BuildEvents
import Communicators
import ComponentAPI
import GoTemplate
import HCLValues
import SSH
import Synchronization
import TestSupport
import Testing

@Suite struct SSHCommunicatorTests {
    @Test func `commands run and files move on a machine reached by key`() async throws {
        try await SSHDFixture.with { server in
            try await withCommunicator(server) { communicator, _ in
                try await communicator.upload(
                    .bytes(Array("hello\n".utf8), mode: 0o644), to: server.directory + "/file", progress: nil)
                let lines = Mutex<[CommandOutput]>([])
                let exit = try await communicator.run("cat \(server.directory)/file; exit 3") { line in
                    lines.withLock { $0.append(line) }
                }
                #expect(exit == .status(3))
                #expect(lines.withLock { $0 } == [.standardOutput("hello")])
            }
        }
    }

    @Test func `a restarted server is connected to again before the next command`() async throws {
        try await SSHDFixture.with { server in
            try await withCommunicator(server) { communicator, log in
                server.stop()
                try SSHDFixture.makeKey(server.directory + "/other_key")
                try copy(server.directory + "/other_key", to: server.directory + "/host_key")
                try await server.start()
                let exit = try await communicator.run("true") { _ in }
                #expect(exit == .status(0))
                #expect(log.messages.contains { $0.contains("host key changed") })
            }
        }
    }

    @Test func `a connection that is lost during a command is a disconnect`() async throws {
        try await SSHDFixture.with { server in
            try await withCommunicator(server) { communicator, _ in
                let started = AsyncStream<Void>.makeStream()
                let command = Task {
                    try await communicator.run("while echo x; do sleep 0.05; done") { _ in started.continuation.finish()
                    }
                }
                for await _ in started.stream {}
                server.stop()
                await #expect(throws: CommunicatorDisconnected.self) { try await command.value }
            }
        }
    }

    @Test func `a refused login names what was tried and what is offered, and is not tried for ever`() async throws {
        try await SSHDFixture.with { server in
            var options = try communicatorOptions(["ssh_username": .string(server.username)])
            options.password = Secret("wrong")
            options.handshakeAttempts = 1
            let error = await #expect(throws: ConnectionError.self) {
                try await SSHCommunicator.connect(options, host: "127.0.0.1", port: server.port, log: NotedEvents().log)
            }
            #expect(error?.reason == .refused(attempts: 1))
            #expect(error?.description.contains("tried password; the server offers publickey") == true)
        }
    }

    @Test func `a port that nobody listens on is told apart from a silent one`() async throws {
        let port = try freePort()
        var options = try communicatorOptions(["ssh_username": .string("root")])
        options.timeout = .milliseconds(350)
        let error = await #expect(throws: ConnectionError.self) {
            try await SSHCommunicator.connect(options, host: "127.0.0.1", port: port, log: NotedEvents().log)
        }
        #expect(error?.log.entries.map(\.stage) == [.dial])
        #expect(error?.log.entries.first?.message == "no TCP answer yet (Connection refused)")
    }

    @Test func `a server that starts late is reached, and the wait is reported once`() async throws {
        try await SSHDFixture.with { server in
            server.stop()
            let log = NotedEvents()
            let options = try communicatorOptions([
                "ssh_username": .string(server.username), "ssh_private_key_file": .string(server.userKey),
            ])
            async let communicator = SSHCommunicator.connect(
                options, host: "127.0.0.1", port: server.port, log: log.log)
            await log.waitForMessage()
            try await server.start()
            try await communicator.close()
            // The system may still take up a connection for the server that has just been ended.
            #expect(log.messages.count == 1)
            #expect(log.messages.first?.hasPrefix("Waiting for SSH: ") == true)
        }
    }

    private func withCommunicator(
        _ server: SSHDFixture, _ body: (SSHCommunicator, NotedEvents) async throws -> Void
    ) async throws {
        let log = NotedEvents()
        let options = try communicatorOptions([
            "ssh_username": .string(server.username), "ssh_private_key_file": .string(server.userKey),
        ])
        let communicator = try await SSHCommunicator.connect(
            options, host: "127.0.0.1", port: server.port, log: log.log)
        do {
            try await body(communicator, log)
        } catch {
            await communicator.close()
            throw error
        }
        await communicator.close()
    }
}

/// Reads options as a template would give them; throws what is wrong with them.
func communicatorOptions(
    _ values: [String: HCLValue], environment variables: [String: String] = [:]
) throws -> CommunicatorOptions {
    let reader = OptionReader(
        values.mapValues { OptionInput(value: $0) }, templating: TemplateContext(), header: "source \"qemu\" \"x\"")
    let environment = ComponentEnvironment(
        buildName: "x", builderType: "qemu", runUUID: "", templateDirectory: "", cacheDirectory: "",
        environment: variables, version: "1", redactor: Redactor())
    let options = CommunicatorOptions(reader: reader, environment: environment)
    _ = try reader.finish()
    return options
}
