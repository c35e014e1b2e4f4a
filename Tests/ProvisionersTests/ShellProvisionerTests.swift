import ComponentAPI
import HCLValues
import HostOS
import Scripts
import TestSupport
import Testing

@testable import Provisioners

@Suite struct ShellProvisionerTests {
    @Test(
        arguments: [
            (
                ["inline": texts("echo $PACKER_BUILD_NAME $PACKER_BUILDER_TYPE $PACKER_HTTP_ADDR")],
                ["base null 10.0.2.2:80"]
            ),
            (
                ["inline": texts("echo \"$A\""), "environment_vars": texts("A=it's \"$HOME\" `x` %s")],
                ["it's \"$HOME\" `x` %s"]
            ),
            (
                ["inline": texts("echo $A"), "environment_vars": texts("A=1"), "env": .object(["A": .string("2")])],
                ["2"]
            ),
            (["inline": texts("#!/bin/cat", "x")], ["#!/bin/cat", "x"]),
            (["inline": texts("#!/bin/sh"), "inline_shebang": .string("/bin/cat")], ["#!/bin/cat", "#!/bin/sh"]),
            (
                [
                    "inline": texts("echo $1 $A"), "env": .object(["A": .string("b")]),
                    "execute_command": .string("{{.Vars}} sh {{.Path}} {{.ID}}"),
                ], ["VM b"]
            ),
            (["inline": texts("echo {{ build `ID` }}")], ["VM"]),
            (
                [
                    "inline": texts("echo \"$A\""), "env": .object(["A": .string("it's")]),
                    "use_env_var_file": .bool(true),
                ],
                ["it's"]
            ),
            (
                [
                    "inline": texts("echo $A"), "env": .object(["A": .string("b")]),
                    "env_var_format": .string("export %s=%s; "),
                ], ["b"]
            ),
            (["inline": texts("exit 3"), "valid_exit_codes": .tuple([.number(0), .number(3)])], []),
            (["inline": texts("echo ${0##*/}"), "remote_file": .string("mine.sh")], ["mine.sh"]),
        ] as [([String: HCLValue], [String])])
    func `a script prints, and nothing of it stays`(values: [String: HCLValue], lines: [String]) async throws {
        try await GuestFixture.with(data: ["ID": "VM", "PackerHTTPAddr": "10.0.2.2:80"]) { guest in
            try await guest.shell(values)
            #expect(guest.events.messages == lines)
            #expect(guest.events.said == ["Provisioning with shell script: inline script"])
            #expect(try HostFiles.list(guest.folder) == [])
        }
    }

    @Test func `standard error is told apart, and the first command that fails ends the script`() async throws {
        try await GuestFixture.with { guest in
            await #expect(throws: ScriptError(ending: "1", allowed: [0])) {
                try await guest.shell(["inline": texts("echo bad >&2", "false", "echo never")])
            }
            #expect(guest.events.errors == ["bad"])
            #expect(guest.events.messages == [])
        }
    }

    @Test func `scripts run in their order, all under one name`() async throws {
        try await GuestFixture.with { guest in
            let one = try guest.write("#!/bin/sh\necho one $0\n", "1")
            let two = try guest.write("#!/bin/sh\necho two $0\n", "2")
            let path = guest.server.directory + "/elsewhere"
            try await guest.shell(["scripts": texts(one, two), "remote_path": .string(path)])
            try await guest.shell(["script": .string(one), "remote_path": .string(path)])
            #expect(guest.events.messages == ["one \(path)", "two \(path)", "one \(path)"])
            #expect(guest.events.said.prefix(2).last == "Provisioning with shell script: \(two)")
        }
    }

    @Test(arguments: [(false, "a\nb\rc\n"), (true, "a\r\nb\rc\r\n")])
    func `line ends become LF unless the script is binary`(isBinary: Bool, text: String) async throws {
        try await GuestFixture.with { guest in
            let script = try guest.write("a\r\nb\rc\r\n", "script")
            try await guest.shell([
                "script": .string(script), "binary": .bool(isBinary),
                "execute_command": .string("cp {{.Path}} \(guest.folder)/copy"),
            ])
            #expect(try guest.read("copy") == text)
        }
    }

    @Test func `the file of variables is private`() async throws {
        try await GuestFixture.with { guest in
            try await guest.shell([
                "inline": texts("stat -c %a \(guest.folder)/varfile_*.sh"), "use_env_var_file": .bool(true),
            ])
            #expect(guest.events.messages == ["600"])
        }
    }

    @Test func `a script stays on the machine on demand`() async throws {
        try await GuestFixture.with { guest in
            try await guest.shell([
                "inline": texts("true"), "skip_clean": .bool(true), "remote_file": .string("stays.sh"),
                "pause_after": .string("1ms"),
            ])
            #expect(try guest.read("stays.sh") == "#!/bin/sh -e\ntrue\n")
            #expect(try HostFiles.mode(guest.folder + "/stays.sh") == 0o755)
            #expect(guest.events.said.last == "Pausing after run...")
        }
    }

    @Test func `a cancelled script is not waited for`() async throws {
        try await GuestFixture.with { guest in
            let running = Task {
                try await guest.shell(["inline": texts("echo on", "while echo on; do sleep 0.05; done")])
            }
            await guest.events.waitForMessage()
            running.cancel()
            await #expect(throws: CancellationError.self) { try await running.value }
        }
    }

    @Test func `without a way into the machine it says so`() async throws {
        let machine = Machine(communicator: nil, generatedData: [:], log: NotedEvents().log)
        let provisioner = try ComponentFixture.make(ShellProvisioner.type, ["inline": texts("true")])
        await #expect(throws: ProvisionerError.noCommunicator) { try await provisioner.provision(machine) }
    }
}
