import BuildEvents
import Communicators
import ComponentAPI
import HCLValues
import Synchronization
import TestSupport
import Testing

@testable import ConfigurationManagement

/// What reaches a machine with guest_os_type = "windows": a protocol server of ours, no Windows.
@Suite struct WindowsGuestTests {
    private struct Guest: Sendable {
        let windows: FakeWindows
        let machine: Machine
        let events: NotedEvents
        /// The scripts of scheduled tasks, as they were when they were run.
        let tasks: TaskScripts

        /// The commands that are no part of connecting and of sending files.
        var commands: [String] {
            windows.commands.filter {
                !$0.contains("WinRM connected.") && !$0.hasPrefix(">>") && !$0.contains("[IO.File]::OpenText")
            }
        }
    }

    private final class TaskScripts: Sendable {
        let texts = Mutex<[String]>([])
    }

    private func with(_ body: @escaping @Sendable (Guest) async throws -> Void) async throws {
        let tasks = TaskScripts()
        let windows = FakeWindows { command, windows in
            if command.contains("WinRM connected.") { return .init("WinRM connected.\r\n") }
            if command.contains("packer-elevated-shell-"), let path = command.split(separator: "\"").last {
                let text = windows.text(String(path).replacing("/", with: "\\")) ?? ""
                if command.hasPrefix("powershell -executionpolicy bypass -file") {
                    tasks.texts.withLock { $0.append(text) }
                }
            }
            return .init()
        }
        try await WSManServer.with(.init(), windows) { server in
            let reader = ComponentFixture.reader([
                "communicator": .string("winrm"), "winrm_username": .string(server.setup.user),
                "winrm_password": .string(server.setup.password), "winrm_no_proxy": .bool(true),
            ])
            let options = CommunicatorOptions(reader: reader, environment: ComponentFixture.environment())
            _ = try reader.finish()
            let events = NotedEvents()
            let connection = try await WinRMCommunicator.connect(
                options.winRM, host: "127.0.0.1", port: Int(server.port), pause: .zero, log: events.log)
            let machine = Machine(
                communicator: connection, generatedData: ["Password": "p'w"], log: events.log)
            try await body(Guest(windows: windows, machine: machine, events: events, tasks: tasks))
            #expect(server.service.violations == [])
        }
    }

    private func run(_ type: ProvisionerType, _ values: [String: HCLValue], _ guest: Guest) async throws {
        let values = values.merging(["guest_os_type": .string("windows")]) { $1 }
        try await ComponentFixture.make(type, values, build: guest.machine.generatedData).provision(guest.machine)
    }

    private static func folder(_ path: String) -> String {
        "$ErrorActionPreference = 'Stop'; New-Item -ItemType Directory -Force -Path '\(path)' | Out-Null"
    }

    private static func removal(_ path: String) -> String {
        "$ErrorActionPreference = 'Stop'; if (Test-Path -LiteralPath '\(path)') "
            + "{ Remove-Item -LiteralPath '\(path)' -Recurse -Force }"
    }

    @Test func `puppet runs in a task of another user's, whose script is removed`() async throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try write("notice('x')\n", to: folder + "/site.pp")
        try await with { guest in
            try await run(
                PuppetMasterlessProvisioner.type,
                [
                    "manifest_file": .string(folder + "/site.pp"), "facter": .object(["role": .string("it's")]),
                    "elevated_user": .string("vagrant"), "elevated_password": .string("{{ build `Password` }}"),
                ], guest)
            let staging = "C:/Windows/Temp/packer-puppet-masterless"
            #expect(guest.commands.prefix(2) == [Self.folder(staging), Self.folder(staging + "/manifests")])
            #expect(
                guest.windows.text("C:\\Windows\\Temp\\packer-puppet-masterless\\manifests\\site.pp")
                    == "notice('x')\n")
            let script = try #require(guest.tasks.texts.withLock { $0.first })
            #expect(script.contains("$password = 'p''w'\n"))
            #expect(
                script.contains(
                    "'cd C:/Windows/Temp/packer-puppet-masterless && SET \"FACTER_packer_build_name=base\" & "
                        + "SET \"FACTER_packer_builder_type=null\" & SET \"FACTER_role=it''s\" && puppet apply "
                        + "--detailed-exitcodes C:/Windows/Temp/packer-puppet-masterless/manifests/site.pp'"))
            #expect(guest.commands.last?.contains("Remove-Item -LiteralPath 'C:/Windows/Temp/packer-elevated-") == true)
        }
    }

    @Test func `chef-client uses the programs and folders of Windows`() async throws {
        try await with { guest in
            try await run(
                ChefClientProvisioner.type,
                strings(["server_url": "https://chef.example", "node_name": "n", "version": "18.2.7"]), guest)
            let staging = "C:/Windows/Temp/packer-chef-client"
            #expect(
                guest.commands == [
                    "powershell.exe -Command \". { iwr -useb https://omnitruck.chef.io/install.ps1 } | iex; "
                        + "Install-Project -version 18.2.7\"", Self.folder(staging),
                    "c:/opscode/chef/bin/chef-client.bat --no-color -c \(staging)/client.rb -j \(staging)/first-boot.json",
                    "c:/opscode/chef/bin/knife.bat node delete n -y -c \(staging)/knife.rb",
                    "c:/opscode/chef/bin/knife.bat client delete n -y -c \(staging)/knife.rb", Self.removal(staging),
                ])
        }
    }

    @Test func `salt-masterless moves what it uploads into Salt's folders`() async throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try write("base:\n", to: folder + "/top.sls")
        try await with { guest in
            try await run(
                SaltMasterlessProvisioner.type,
                ["local_state_tree": .string(folder), "skip_bootstrap": .bool(true)], guest)
            let uploaded = try #require(guest.windows.files.keys.first { $0.hasSuffix("-states\\top.sls") })
            let name = uploaded.split(separator: "\\").dropLast().last.map(String.init) ?? ""
            let staged = "C:/Windows/Temp/salt/states"
            #expect(
                guest.commands == [
                    Self.folder("C:/Windows/Temp/salt"),
                    "$ErrorActionPreference = 'Stop'; Move-Item -Force -LiteralPath '\(name)' -Destination '\(staged)'",
                    Self.removal("C:/salt/state"),
                    "$ErrorActionPreference = 'Stop'; Move-Item -Force -LiteralPath '\(staged)' -Destination "
                        + "'C:/salt/state'",
                    "salt-call --local state.highstate --file-root=C:/salt/state --pillar-root=C:/salt/pillar "
                        + "--retcode-passthrough -l info",
                ])
        }
    }
}
