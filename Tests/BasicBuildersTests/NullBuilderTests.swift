import BuildEvents
import ComponentAPI
import HCLValues
import Synchronization
import TestSupport
import Testing

@testable import BasicBuilders

@Suite struct NullBuilderTests {
    private struct Failure: Error {}

    private func values(_ server: SSHDFixture) -> [String: HCLValue] {
        [
            "ssh_host": .string("127.0.0.1"), "ssh_port": .number(Int(server.port)),
            "ssh_username": .string(server.username), "ssh_private_key_file": .string(server.userKey),
        ]
    }

    @Test func `a machine that is there is provisioned over ssh`() async throws {
        try await SSHDFixture.with { server in
            let environment = ComponentFixture.environment()
            let builder = try ComponentFixture.make(NullBuilder.type, values(server), environment: environment)
            let seen = Mutex<[String: String]>([:])
            let lines = Mutex<[CommandOutput]>([])
            let events = NotedEvents()
            let artifact = try await builder.run(
                buildContext(environment, log: events.log) { machine in
                    seen.withLock { $0 = machine.generatedData }
                    _ = try await machine.communicator?.run("echo hello") { line in
                        lines.withLock { $0.append(line) }
                    }
                })
            #expect(lines.withLock { $0 } == [.standardOutput("hello")])
            let data = seen.withLock { $0 }
            #expect(data["Host"] == "127.0.0.1")
            #expect(data["Port"] == "\(server.port)")
            #expect(data["User"] == server.username)
            #expect(data["PackerRunUUID"] == "run-1")
            #expect(artifact?.builderID == "fnoeding.null")
            #expect(artifact?.id == "Null")
            #expect(artifact?.files == [])
            #expect(artifact?.description == "Did not export anything. This is the null builder")
            #expect(artifact?.generatedData == data)
            #expect(events.said.last == "Connected to SSH!")
        }
    }

    @Test func `a machine that is there is provisioned over WinRM`() async throws {
        let windows = FakeWindows { command, _ in
            .init(command.contains("WinRM connected.") ? "WinRM connected.\r\n" : "Windows\r\n")
        }
        try await WSManServer.with(.init(), windows) { server in
            let environment = ComponentFixture.environment()
            let values: [String: HCLValue] = [
                "communicator": .string("winrm"), "winrm_host": .string("127.0.0.1"),
                "winrm_port": .number(Int(server.port)), "winrm_username": .string(server.setup.user),
                "winrm_password": .string(server.setup.password), "winrm_no_proxy": .bool(true),
            ]
            let builder = try ComponentFixture.make(NullBuilder.type, values, environment: environment)
            let events = NotedEvents()
            let artifact = try await builder.run(
                buildContext(environment, log: events.log) { machine in
                    let exit = try await machine.communicator?.run("ver") { _ in }
                    #expect(exit == .status(0))
                })
            #expect(artifact?.generatedData["ConnType"] == "winrm")
            #expect(artifact?.generatedData["WinRMPassword"] == server.setup.password)
            #expect(artifact?.generatedData["Port"] == "\(server.port)")
            #expect(windows.commands.last == "ver")
            #expect(events.said.last == "Connected to WinRM!")
        }
    }

    @Test func `a provisioner's failure is the build's`() async throws {
        try await SSHDFixture.with { server in
            let environment = ComponentFixture.environment()
            let builder = try ComponentFixture.make(NullBuilder.type, values(server), environment: environment)
            await #expect(throws: Failure.self) {
                try await builder.run(buildContext(environment) { _ in throw Failure() })
            }
        }
    }

    @Test func `without a communicator commands succeed and files cannot move`() async throws {
        let environment = ComponentFixture.environment()
        let builder = try ComponentFixture.make(
            NullBuilder.type, ["communicator": .string("none")], environment: environment)
        _ = try await builder.run(
            buildContext(environment) { machine in
                let communicator = try #require(machine.communicator)
                #expect(try await communicator.run("false") { _ in } == .status(0))
                await #expect(throws: (any Error).self) {
                    try await communicator.upload(.bytes([], mode: 0o600), to: "/x", progress: nil)
                }
            })
    }

    @Test func `a machine that is there is provisioned through its guest agent`() async throws {
        let directory = try makeTemporaryDirectory()
        defer { removeTree(directory) }
        let agent = ProcessBox()
        try agent.start(
            "/usr/sbin/qemu-ga",
            ["-m", "unix-listen", "-p", directory + "/agent", "-t", directory, "-f", directory + "/pid"])
        defer { agent.endAll() }
        let environment = ComponentFixture.environment()
        let builder = try ComponentFixture.make(
            NullBuilder.type,
            ["communicator": .string("qemu-ga"), "guest_agent_socket": .string(directory + "/agent")],
            environment: environment)
        let lines = Mutex<[CommandOutput]>([])
        let artifact = try await builder.run(
            buildContext(environment) { machine in
                #expect(machine.generatedData["ConnType"] == "qemu-ga")
                _ = try await machine.communicator?.run("echo hello") { line in lines.withLock { $0.append(line) } }
            })
        #expect(lines.withLock { $0 } == [.standardOutput("hello")])
        #expect(artifact?.id == "Null")
    }

    @Test func `a machine behind a bastion is reached`() async throws {
        try await SSHDFixture.with { bastion in
            try await SSHDFixture.with { server in
                let environment = ComponentFixture.environment()
                var values = values(server)
                values["ssh_bastion_host"] = .string("127.0.0.1")
                values["ssh_bastion_port"] = .number(Int(bastion.port))
                values["ssh_bastion_private_key_file"] = .string(bastion.userKey)
                let builder = try ComponentFixture.make(NullBuilder.type, values, environment: environment)
                let exits = Mutex<[CommandExit]>([])
                _ = try await builder.run(
                    buildContext(environment) { machine in
                        let exit = try await machine.communicator?.run("exit 3") { _ in }
                        exits.withLock { $0 += exit.map { [$0] } ?? [] }
                    })
                #expect(exits.withLock { $0 } == [.status(3)])
            }
        }
    }

    @Test(
        arguments: [
            (["ssh_username": .string("u"), "ssh_password": .string("p")], "The null builder needs the ssh_host"),
            (["communicator": .string("qemu-ga")], "The null builder needs the guest_agent_socket"),
            (["communicator": .string("guestfs")], "communicator = \"guestfs\" is for disk images"),
            (
                ["communicator": .string("winrm"), "winrm_username": .string("u")],
                "The null builder needs the winrm_host"
            ),
            (["ssh_host": .string("h"), "ssh_password": .string("p")], "An ssh_username must be given"),
            (["ssh_host": .string("h"), "ssh_username": .string("u")], "The null builder needs exactly one of"),
            (
                [
                    "ssh_host": .string("h"), "ssh_username": .string("u"), "ssh_password": .string("p"),
                    "ssh_agent_auth": .bool(true),
                ], "The null builder needs exactly one of"
            ),
        ] as [([String: HCLValue], String)])
    func `a machine that is not described enough is an error`(values: [String: HCLValue], complaint: String) throws {
        let complaints = try ComponentFixture.complaints(NullBuilder.type, values)
        #expect(complaints.contains { $0.hasPrefix(complaint) })
    }
}
