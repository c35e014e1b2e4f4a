import ComponentAPI
import HCLValues
import HostOS
import Scripts
import Synchronization
import TestSupport
import Testing

@testable import Provisioners

@Suite struct PowerShellProvisionerTests {
    private static let silence =
        "if (Test-Path variable:global:ProgressPreference){set-variable -name variable:global:ProgressPreference "
        + "-value 'SilentlyContinue'}"

    @Test func `inline commands become a script with variables, and nothing is left`() async throws {
        let seen = Mutex<[String: String]>([:])
        try await WindowsFixture.with { command, windows in
            seen.withLock { $0 = windows.files.mapValues { String(decoding: $0, as: UTF8.self) } }
            return .init("done\r\n", errors: "careful\r\n")
        } _: { fixture in
            try await fixture.run(
                PowerShellProvisioner.type,
                [
                    "inline": texts("Get-Date", "exit 0"), "remote_path": .string("c:/Temp/run.ps1"),
                    "remote_env_var_path": .string("c:/Temp/"),
                    "environment_vars": texts("B=it's \"$x\" `n", "A=1"),
                ])
            let files = seen.withLock { $0 }
            let variables = try #require(files.keys.first { $0.contains("packer-ps-env-vars-") })
            #expect(variables.hasPrefix("c:\\Temp\\"))
            #expect(
                files[variables]
                    == "$env:A=\"1\"; $env:B=\"it`'s `\"`$x`\" ``n\"; $env:PACKER_BUILDER_TYPE=\"null\"; "
                    + "$env:PACKER_BUILD_NAME=\"base\"; ")
            let path = variables.replacing("\\", with: "/")
            #expect(
                files["c:\\Temp\\run.ps1"] == """
                    \(Self.silence)
                    . \(path)
                    try {
                    Get-Date
                    exit 0
                    } catch {
                    [Console]::Error.WriteLine(($_ | Out-String))
                    exit 1
                    }
                    if ($null -ne $LASTEXITCODE) { exit $LASTEXITCODE }
                    exit 0

                    """)
            #expect(fixture.commands == ["powershell -executionpolicy bypass -file c:/Temp/run.ps1"])
            #expect(fixture.windows.files.isEmpty)
            #expect(
                fixture.events.said.suffix(2) == [
                    "Provisioning with Powershell...", "Provisioning with powershell script: inline script",
                ])
            #expect(fixture.events.messages.last == "done")
            #expect(fixture.events.errors == ["careful"])
        }
    }

    @Test(
        arguments: [
            ([:], "powershell -executionpolicy bypass \"& { S;. V; &'P'; exit $LastExitCode }\""),
            (
                ["execution_policy": .string("RemoteSigned"), "debug_mode": .number(2)],
                "powershell -executionpolicy remotesigned \"& { S;Set-PsDebug -Trace 2;. V; &'P'; exit $LastExitCode }\""
            ),
            (
                ["use_pwsh": .bool(true)],
                "pwsh -executionpolicy bypass -command \"& { S;. V; &'P'; exit $LastExitCode }\""
            ),
            (["execution_policy": .string("none")], "& { S;. V; &'P'; exit $LastExitCode }"),
            (["execute_command": .string("run {{.Path}} {{.Vars}} {{build `ID`}}")], "run P V i-1"),
        ] as [([String: HCLValue], String)])
    func `a script of the user's runs as the options say`(options: [String: HCLValue], command: String) async throws {
        try await withTemporaryDirectory(prefix: "ingot-test") { folder in
            let script = Array("Write-Host 'ü'\r\n".utf8)
            try HostFiles.write(script, to: folder + "/a.ps1")
            let sent = Mutex<[UInt8]?>(nil)
            try await WindowsFixture.with(data: ["ID": "i-1"]) { _, windows in
                sent.withLock { $0 = windows.files["P"] ?? windows.files["C:\\Users\\vagrant\\P"] }
                return .init()
            } _: { fixture in
                let values: [String: HCLValue] = [
                    "script": .string(folder + "/a.ps1"), "remote_path": .string("P"),
                    "remote_env_var_path": .string("V"), "skip_clean": .bool(true),
                ]
                try await fixture.run(PowerShellProvisioner.type, values.merging(options) { _, given in given })
                #expect(fixture.commands == [command.replacing("S;", with: Self.silence + ";")])
                // Byte for byte: signatures and line ends of the user's script stay.
                #expect(sent.withLock { $0 } == script)
                #expect(fixture.windows.files.count == 2)
            }
        }
    }

    @Test func `an exit code fails the build unless it is allowed`() async throws {
        try await WindowsFixture.with { _, _ in
            .init(exit: 3010)
        } _: { fixture in
            let inline: [String: HCLValue] = ["inline": texts("x")]
            let error = await #expect(throws: ScriptError.self) {
                try await fixture.run(PowerShellProvisioner.type, inline)
            }
            #expect(error?.description == "Script exited with non-zero exit status: 3010. Allowed exit codes are: [0]")
            // A script that failed is taken away too.
            #expect(fixture.windows.files.isEmpty)
            try await fixture.run(
                PowerShellProvisioner.type,
                inline.merging(["valid_exit_codes": .tuple([.number(0), .number(3010)])]) { $1 })
        }
    }

    @Test func `a lost connection is told, or allowed as an exit code`() async throws {
        try await WindowsFixture.with { _, _ in
            var reply = FakeWindows.Reply()
            reply.losesShell = true
            return reply
        } _: { fixture in
            let values: [String: HCLValue] = ["inline": texts("Restart-Computer"), "skip_clean": .bool(true)]
            let error = await #expect(throws: ProvisionerError.self) {
                try await fixture.run(PowerShellProvisioner.type, values)
            }
            #expect(error?.description.contains("windows-restart") == true)
            try await fixture.run(
                PowerShellProvisioner.type, values.merging(["valid_exit_codes": .tuple([.number(2_300_218)])]) { $1 })
        }
    }

    @Test func `an elevated script runs as a task whose script holds every text literally`() async throws {
        let seen = Mutex<String?>(nil)
        try await WindowsFixture.with(data: ["Password": "p'w\"$x"]) { command, windows in
            let path = command.split(separator: "\"").last.map { WindowsFixture.windowsPath(String($0)) }
            seen.withLock { $0 = path.flatMap(windows.text) }
            return .init("from the task\r\n")
        } _: { fixture in
            try await fixture.run(
                PowerShellProvisioner.type,
                [
                    "inline": texts("whoami"), "elevated_user": .string("vagrant"),
                    "elevated_password": .string("{{build `Password`}}"), "remote_path": .string("c:/t.ps1"),
                ])
            let script = try #require(seen.withLock { $0 })
            #expect(script.contains("$user = 'vagrant'\n"))
            #expect(script.contains("$password = 'p''w\"$x'\n"))
            #expect(script.contains("$definition.Principal.LogonType = 1\n"))
            #expect(
                script.contains(
                    "$action.Arguments = '/c ' + 'powershell -executionpolicy bypass -file c:/t.ps1' + ' > \"' + $output"
                ))
            let command = try #require(fixture.commands.first)
            #expect(
                command.hasPrefix("powershell -executionpolicy bypass -file \"C:/Windows/Temp/packer-elevated-shell-"))
            #expect(fixture.events.messages.last == "from the task")
            #expect(fixture.windows.files.isEmpty)
        }
    }

    @Test func `an account of the system needs no password`() {
        let task = ElevatedTask(user: "SYSTEM", password: "", command: "c", name: "n")
        let script = String(decoding: task.script, as: UTF8.self)
        #expect(script.contains("$password = $null\n"))
        #expect(script.contains("$definition.Principal.LogonType = 5\n"))
    }

    @Test func `a script that is not ASCII tells Windows so`() {
        let commands = PowerShellCommands(policy: "bypass", usesPwsh: false, debugMode: 1)
        #expect(commands.inlineScript(["echo ü"], variables: "v").starts(with: [0xEF, 0xBB, 0xBF]))
        let plain = String(decoding: commands.inlineScript(["echo u"], variables: "v"), as: UTF8.self)
        #expect(plain.hasPrefix("if (Test-Path"))
        #expect(plain.contains("\nSet-PsDebug -Trace 1\n. v\n"))
    }

    @Test(
        arguments: [
            (["execution_policy": .string("lax")], "execution_policy must be one of:"),
            (["debug_mode": .number(3)], "3 is an invalid Trace level for `debug_mode`; valid values are 0, 1, and 2"),
            (["elevated_password": .string("p")], "Must supply an 'elevated_user' if 'elevated_password' provided"),
        ] as [([String: HCLValue], String)])
    func `what cannot work is told before anything runs`(values: [String: HCLValue], complaint: String) throws {
        let complaints = try ComponentFixture.complaints(
            PowerShellProvisioner.type, values.merging(["inline": texts("x")]) { $1 })
        #expect(complaints.count == 1)
        #expect(complaints.first?.hasPrefix(complaint) == true)
    }

    @Test func `scripts run over SSH as well`() async throws {
        try await GuestFixture.with { guest in
            // A stand-in for the program, which shows what it is given.
            try guest.write("#!/bin/sh\ncat \"$1\" \"$2\"\n", "pwsh", mode: 0o755)
            let values: [String: HCLValue] = [
                "inline": texts("Get-Date"), "remote_path": .string(guest.folder + "/run.ps1"),
                "remote_env_var_path": .string(guest.folder + "/vars.ps1"), "skip_clean": .bool(true),
                "execute_command": .string("\(guest.folder)/pwsh {{.Vars}} {{.Path}}"),
            ]
            try await ComponentFixture.make(PowerShellProvisioner.type, values).provision(guest.machine)
            #expect(guest.events.messages.first?.hasPrefix("$env:PACKER_BUILDER_TYPE=\"null\"; ") == true)
            #expect(guest.events.messages.contains("Get-Date"))
        }
    }
}
