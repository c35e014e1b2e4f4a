import ComponentAPI
import HCLValues
import HostOS
import Scripts
import Synchronization
import TestSupport
import Testing

@testable import Provisioners

@Suite struct WindowsProvisionersTests {
    @Test func `a batch script gets its variables before its path`() async throws {
        let sent = Mutex<String?>(nil)
        try await WindowsFixture.with { _, windows in
            sent.withLock { $0 = windows.text("c:\\Windows\\Temp\\script.bat") }
            return .init("ok\r\n")
        } _: { fixture in
            try await fixture.run(
                WindowsShellProvisioner.type,
                ["inline": texts("@echo off", "ver"), "env": .object(["K": .string("it's")])])
            #expect(sent.withLock { $0 } == "@echo off\r\nver\r\n")
            #expect(
                fixture.commands == [
                    "set \"K=it's\" && set \"PACKER_BUILDER_TYPE=null\" && set \"PACKER_BUILD_NAME=base\" && "
                        + "\"c:/Windows/Temp/script.bat\""
                ])
            #expect(fixture.events.said.last == "Provisioning with shell script: inline script")
        }
    }

    @Test func `a batch script's exit code counts`() async throws {
        try await WindowsFixture.with { _, _ in
            .init(exit: 5)
        } _: { fixture in
            _ = await #expect(throws: ScriptError(ending: "5", allowed: [0])) {
                try await fixture.run(WindowsShellProvisioner.type, ["inline": texts("exit 5")])
            }
        }
    }

    /// What happens to a machine that restarts: the answers to commands, one after the other.
    private final class Restarting: Sendable {
        private let probes: Mutex<[FakeWindows.Reply]>
        private let checks: Mutex<[FakeWindows.Reply]>

        init(probes: [FakeWindows.Reply], checks: [FakeWindows.Reply]) {
            self.probes = Mutex(probes)
            self.checks = Mutex(checks)
        }

        func reply(_ command: String) -> FakeWindows.Reply {
            if command.contains("restart test") {
                return probes.withLock { $0.isEmpty ? .init() : $0.removeFirst() }
            }
            if command.contains("restarted.") || command.contains("Test-Path") {
                return checks.withLock { $0.isEmpty ? .init() : $0.removeFirst() }
            }
            return .init()
        }
    }

    private static let lost: FakeWindows.Reply = {
        var reply = FakeWindows.Reply()
        reply.losesShell = true
        return reply
    }()

    private func restart(_ registryKeys: [String] = [], check: String? = nil) -> WindowsRestart {
        WindowsRestart(
            command: "shutdown /r", check: check, registryKeys: registryKeys, checkPause: .zero, shutdownPause: .zero)
    }

    @Test func `a restart is waited for until PowerShell answers with its word`() async throws {
        let machine = Restarting(
            probes: [.init(exit: 1115), Self.lost],
            checks: [Self.lost, .init("module not loaded\r\n"), .init("WIN restarted.\r\n")])
        try await WindowsFixture.with { command, _ in
            machine.reply(command)
        } _: { fixture in
            let provisioner = WindowsRestartProvisioner(restart: restart(), timeout: .seconds(60))
            try await provisioner.provision(fixture.machine)
            #expect(fixture.commands.first == "shutdown /r")
            #expect(fixture.commands.filter { $0.contains("restart test") }.count == 2)
            #expect(fixture.commands.filter { $0.contains("$env:COMPUTERNAME restarted.") }.count == 3)
            #expect(!fixture.commands.contains("shutdown /a"))
            #expect(
                fixture.events.said.suffix(3) == [
                    "Restarting Machine", "Waiting for machine to restart...",
                    "Machine successfully restarted, moving on",
                ])
            #expect(fixture.events.messages.last == "WIN restarted.")
        }
    }

    @Test func `a trial of a shutdown that would come is called off`() async throws {
        let machine = Restarting(probes: [.init()], checks: [.init("WIN restarted.\r\n")])
        try await WindowsFixture.with { command, _ in
            machine.reply(command)
        } _: { fixture in
            let provisioner = WindowsRestartProvisioner(restart: restart(check: "ready.cmd"), timeout: .seconds(60))
            try await provisioner.provision(fixture.machine)
            #expect(
                fixture.commands.prefix(4) == [
                    "shutdown /r", "shutdown /r /f /t 60 /c \"packer restart test\"", "shutdown /a", "ready.cmd",
                ])
        }
    }

    @Test func `registry keys that ask for a restart are waited for`() async throws {
        let back = FakeWindows.Reply("WIN restarted.\r\n")
        let machine = Restarting(
            probes: [Self.lost],
            checks: [back, .init("False\r\n"), .init("True\r\n"), back, .init("False\r\n"), .init("False\r\n")])
        try await WindowsFixture.with { command, _ in
            machine.reply(command)
        } _: { fixture in
            let provisioner = WindowsRestartProvisioner(restart: restart(["HKLM:A", "HKLM:B"]), timeout: .seconds(60))
            try await provisioner.provision(fixture.machine)
            #expect(fixture.events.messages.contains("The registry key HKLM:B asks for a restart; waiting..."))
            #expect(fixture.commands.filter { $0 == "Test-Path -LiteralPath 'HKLM:A'" }.count == 2)
        }
    }

    @Test func `a machine that does not come back ends the build`() async throws {
        try await WindowsFixture.with { _, _ in
            .init()
        } _: { fixture in
            let provisioner = WindowsRestartProvisioner(restart: restart(), timeout: .milliseconds(300))
            let error = await #expect(throws: ProvisionerError.self) {
                try await provisioner.provision(fixture.machine)
            }
            #expect(error?.description == "Timeout waiting for machine to restart.")
        }
    }

    @Test(arguments: [(0, true), (1115, true), (1190, true), (5, false)])
    func `the restart command may say that one is under way`(code: Int, isFine: Bool) async throws {
        try await WindowsFixture.with { _, _ in
            .init(exit: code)
        } _: { fixture in
            let communicator = try #require(fixture.machine.communicator)
            let log = fixture.machine.log
            let outcome: ProvisionerError?
            do {
                try await restart().order(communicator, log)
                outcome = nil
            } catch let error as ProvisionerError {
                outcome = error
            }
            #expect((outcome == nil) == isFine)
        }
    }

    @Test func `the defaults are the field's`() throws {
        let component = try ComponentFixture.make(WindowsRestartProvisioner.type, ["check_registry": .bool(true)])
        let provisioner = try #require(component as? WindowsRestartProvisioner)
        #expect(provisioner.restart.command == "shutdown /r /f /t 0 /c \"packer restart\"")
        #expect(provisioner.restart.registryKeys.count == 3)
        #expect(provisioner.timeout == .seconds(300))
    }
}
