import BuildEvents
import ComponentAPI
import Diagnostics
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import Scripts

@Suite struct LocalShellTests {
    @discardableResult
    private func run(_ values: [String: HCLValue], data: [String: String] = [:]) async throws -> NotedEvents {
        let reader = ComponentFixture.reader(values)
        let shell = LocalShell(reader, ComponentFixture.environment())
        _ = try reader.finish()
        let events = NotedEvents()
        try await shell.run(generatedData: data, log: events.log)
        return events
    }

    @Test(
        arguments: [
            (["inline": texts("echo $PACKER_BUILD_NAME $PACKER_BUILDER_TYPE")], ["base null"]),
            (["command": .string("echo one")], ["one"]),
            (
                ["inline": texts("echo \"$A\""), "environment_vars": texts("A=it's \"$HOME\" `x` %s")],
                ["it's \"$HOME\" `x` %s"]
            ),
            (
                [
                    "inline": texts("echo $A"), "env_var_format": .string("export %s='%s';"),
                    "env": .object(["A": .string("b")]),
                ],
                ["b"]
            ),
            (["inline": texts("#!/bin/cat"), "inline_shebang": .string("/bin/cat")], ["#!/bin/cat", "#!/bin/cat"]),
            (
                ["inline": texts("echo $0"), "execute_command": texts("/bin/sh", "-c", "cat {{.Script}}")],
                ["#!/bin/sh -e", "echo $0"]
            ),
            (["inline": texts("x"), "execute_command": texts("echo {{.ID}} '{{.Command}}'")], ["VM x"]),
            (["inline": texts("x"), "execute_command": texts("/bin/echo", "two words", "3")], ["two words 3"]),
            (["inline": texts("echo ${0##*/}"), "tempfile_extension": .string("bash")], ["inline.bash"]),
            (["inline": texts("exit 3"), "valid_exit_codes": .tuple([.number(0), .number(3)])], []),
            (["inline": texts("cat", "echo end")], ["end"]),
        ] as [([String: HCLValue], [String])])
    func `a script prints`(values: [String: HCLValue], lines: [String]) async throws {
        #expect(try await run(values, data: ["ID": "VM"]).messages == lines)
    }

    @Test func `a script is called by its path from the root, for a shell does not look in this folder`() async throws {
        let folder = try HostFiles.currentDirectory()
        try await withTemporaryDirectory(in: folder) { inner in
            try HostFiles.write("#!/bin/sh\necho ran\n", to: inner + "/s", mode: 0o755)
            let name = HostPath.relative(inner + "/s", to: folder)
            let events = try await run([
                "script": .string(name), "execute_command": texts("/bin/sh", "-c", "echo {{.Script}}; {{.Script}}"),
            ])
            #expect(events.messages == [inner + "/s", "ran"])
            #expect(events.said == ["Running local shell script: \(name)"])
        }
    }

    @Test func `standard error is told apart and an inline script is called so`() async throws {
        let events = try await run(["inline": texts("echo bad >&2")])
        #expect(events.errors == ["bad"])
        #expect(events.said == ["Running local shell script: inline script"])
    }

    @Test func `scripts run in their order, and the first that fails is the last`() async throws {
        try await withTemporaryDirectory { folder in
            for (name, text) in [("a", "#!/bin/sh\necho one\n"), ("b", "#!/bin/sh\nexit 7\n"), ("c", "#!/bin/sh\n")] {
                try HostFiles.write(text, to: "\(folder)/\(name)", mode: 0o755)
            }
            let values = ["scripts": texts("\(folder)/a", "\(folder)/b", "\(folder)/c")]
            await #expect(throws: ScriptError(ending: "7", allowed: [0])) { try await run(values) }
            #expect(try await run(["script": .string("\(folder)/a")]).messages == ["one"])
        }
    }

    @Test(
        arguments: [
            nil, texts("/bin/sh", "-c", "{{.Vars}} /bin/sh {{.Script}}"), texts("{{.Vars}} {{.Script}}"),
        ] as [HCLValue?])
    func `no process has a secret among its arguments`(command: HCLValue?) async throws {
        var values: [String: HCLValue] = [
            "inline": texts(
                "test \"$TOKEN\" = hunter2", "tr '\\0' ' ' < /proc/$$/cmdline", "tr '\\0' ' ' < /proc/$PPID/cmdline"),
            "environment_vars": texts("TOKEN=hunter2"),
        ]
        values["execute_command"] = command
        let events = try await run(values)
        #expect(!events.messages.isEmpty)
        #expect(!events.messages.joined().contains("hunter2"))
    }

    @Test func `the file with a command and its secrets is private and does not stay`() async throws {
        let events = try await run([
            "inline": texts("x"),
            "execute_command": texts("/bin/sh", "-c", ": {{.Vars}}; echo $0; stat -c %a $0; stat -c %a ${0%/*}"),
        ])
        let path = try #require(events.messages.first)
        #expect(Array(events.messages.dropFirst()) == ["600", "700"])
        #expect(!HostFiles.exists(path))
    }

    @Test func `a script that a signal ended says which`() async throws {
        let error = await #expect(throws: ScriptError.self) {
            try await run(["inline": texts("kill -9 $$"), "execute_command": texts("/bin/sh", "{{.Script}}")])
        }
        #expect(error?.ending == "signal 9 (killed)")
    }

    @Test func `another operating system's script is passed over`() async throws {
        let events = try await run(["inline": texts("exit 1"), "only_on": texts("windows", "darwin")])
        #expect(events.said == ["Skipping shell-local due to runtime OS"])
        #expect(try await run(["inline": texts("echo here"), "only_on": texts("linux")]).messages == ["here"])
    }

    @Test(.timeLimit(.minutes(10)))
    func `cancellation ends the script with all it started`() async throws {
        let events = NotedEvents()
        let reader = ComponentFixture.reader(["inline": texts("echo $$", "tail -f /dev/null")])
        let shell = LocalShell(reader, ComponentFixture.environment())
        let running = Task { try await shell.run(generatedData: [:], log: events.log) }
        await events.waitForMessage()
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
        try await waitForEnd(of: try #require(Int32(events.messages[0])))
    }

    @Test(
        arguments: [
            (["inline": texts("x"), "only_on": texts("beos")], "Invalid OS specified in only_on: 'beos'"),
            (["inline": texts("x"), "command": .string("y")], "Only one of command and inline can be specified."),
            (["inline": texts("x"), "execute_command": .tuple([])], "The first element of execute_command is"),
        ] as [([String: HCLValue], String)])
    func `what cannot work is told beforehand`(values: [String: HCLValue], complaint: String) {
        let reader = ComponentFixture.reader(values)
        _ = LocalShell(reader, ComponentFixture.environment())
        #expect(reader.diagnostics.contains { $0.severity == .error && $0.detail.hasPrefix(complaint) })
    }
}
