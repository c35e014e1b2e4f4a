import BuildEvents
import Communicators
import ComponentAPI
import Diagnostics
import HCLValues
import SSH
import TestSupport
import Testing

/// A machine that is reached through a bastion, as a template asks for it.
@Suite struct BastionConnectionTests {
    @Test func `a build reaches its machine, and again after a restart`() async throws {
        try await withServers { bastion, machine, options in
            let communicator = try await SSHCommunicator.connect(
                options, host: "127.0.0.1", port: machine.port, log: NotedEvents().log)
            #expect(try await communicator.run("exit 3") { _ in } == .status(3))
            machine.stop()
            try await machine.start()
            #expect(try await communicator.run("exit 4") { _ in } == .status(4))
            bastion.stop()
            try await bastion.start()
            #expect(try await communicator.run("exit 5") { _ in } == .status(5))
            await communicator.close()
        }
    }

    @Test func `a machine that starts late is waited for, over the one connection to the bastion`() async throws {
        try await withServers { _, machine, options in
            machine.stop()
            let log = NotedEvents()
            async let communicator = SSHCommunicator.connect(
                options, host: "127.0.0.1", port: machine.port, log: log.log)
            await log.waitForMessage()
            try await machine.start()
            try await communicator.close()
            #expect(log.messages.allSatisfy { $0.hasPrefix("Waiting for SSH: no TCP answer yet through the bastion") })
        }
    }

    @Test func `a bastion that does not let us in is named`() async throws {
        try await withServers { bastion, machine, options in
            try write("", to: bastion.directory + "/authorized_keys")
            var options = options
            options.handshakeAttempts = 1
            let wanted = options
            let error = await #expect(throws: ConnectionError.self) {
                try await SSHCommunicator.connect(wanted, host: "127.0.0.1", port: machine.port, log: NotedEvents().log)
            }
            #expect(error?.reason == .refused(attempts: 1))
            #expect(error?.log.entries.last?.message.hasPrefix("bastion 127.0.0.1: authentication refused") == true)
            #expect(error?.diagnostic.advice.first?.contains("ssh_bastion_host") == true)
        }
    }

    @Test func `a bastion with another key than before is not given anything`() async throws {
        try await withServers { bastion, machine, options in
            let communicator = try await SSHCommunicator.connect(
                options, host: "127.0.0.1", port: machine.port, log: NotedEvents().log)
            bastion.stop()
            try SSHDFixture.makeKey(bastion.directory + "/other_key")
            try copy(bastion.directory + "/other_key", to: bastion.directory + "/host_key")
            try await bastion.start()
            let error = await #expect(throws: SSHError.self) { try await communicator.run("true") { _ in } }
            #expect(error?.kind == .hostKeyChanged)
            await communicator.close()
        }
    }

    @Test func `a machine with another key than before is refused where the template says so`() async throws {
        try await SSHDFixture.with { server in
            let options = try communicatorOptions([
                "ssh_username": .string(server.username), "ssh_private_key_file": .string(server.userKey),
                "ssh_host_key_change": .string("refuse"),
            ])
            let communicator = try await SSHCommunicator.connect(
                options, host: "127.0.0.1", port: server.port, log: NotedEvents().log)
            server.stop()
            try SSHDFixture.makeKey(server.directory + "/other_key")
            try copy(server.directory + "/other_key", to: server.directory + "/host_key")
            try await server.start()
            let error = await #expect(throws: SSHError.self) { try await communicator.run("true") { _ in } }
            #expect(error?.kind == .hostKeyChanged)
            await communicator.close()
        }
    }

    private func withServers(
        _ body: (SSHDFixture, SSHDFixture, CommunicatorOptions) async throws -> Void
    ) async throws {
        try await SSHDFixture.with { bastion in
            try await SSHDFixture.with { machine in
                let options = try communicatorOptions([
                    "ssh_username": .string(machine.username), "ssh_private_key_file": .string(machine.userKey),
                    "ssh_bastion_host": .string("127.0.0.1"), "ssh_bastion_port": .number(Int(bastion.port)),
                    "ssh_bastion_private_key_file": .string(bastion.userKey),
                ])
                try await body(bastion, machine, options)
            }
        }
    }
}
