import BuildEvents
import ComponentAPI
import HCLValues
import Synchronization
import TestSupport
import Testing

@testable import Provisioners

/// Against a protocol server and answers of ours, never against a Windows.
@Suite struct WindowsUpdateTests {
    /// What the update tasks end with, one after the other, and what they were.
    private final class Rounds: Sendable {
        private let left: Mutex<[FakeWindows.Reply]>
        let tasks = Mutex<[String]>([])

        init(_ replies: [FakeWindows.Reply]) {
            left = Mutex(replies)
        }

        func reply(_ command: String, _ windows: FakeWindows) -> FakeWindows.Reply {
            if command.contains("restart test") { return .init(exit: 1115).losing() }
            if command.contains("restarted.") { return .init("WIN restarted.\r\n") }
            guard command.contains("-file \"C:/Windows/Temp/packer-windows-update-") else { return .init() }
            let path = command.split(separator: "\"").last.map { WindowsFixture.windowsPath(String($0)) } ?? ""
            tasks.withLock { $0.append(windows.text(path) ?? "") }
            return left.withLock { $0.isEmpty ? .init(exit: 77) : $0.removeFirst() }
        }
    }

    private func update(
        _ rounds: Rounds, _ values: [String: HCLValue] = [:],
        _ check: @escaping @Sendable (WindowsFixture, (any Error)?) throws -> Void
    ) async throws {
        try await WindowsFixture.with(data: ["Password": "p'w"]) { command, windows in
            rounds.reply(command, windows)
        } _: { fixture in
            let made = try ComponentFixture.make(
                WindowsUpdateProvisioner.type, values, build: fixture.machine.generatedData)
            var provisioner = try #require(made as? WindowsUpdateProvisioner)
            provisioner.restart.checkPause = .zero
            provisioner.restart.shutdownPause = .zero
            provisioner.retryPause = .zero
            do {
                try await provisioner.provision(fixture.machine)
            } catch {
                return try check(fixture, error)
            }
            try check(fixture, nil)
        }
    }

    private func restarts(_ fixture: WindowsFixture) -> Int {
        fixture.commands.filter { $0.contains("/t 0 /c \"packer restart\"") }.count
    }

    @Test func `it searches, installs and restarts until nothing is left`() async throws {
        let rounds = Rounds([
            .init("Installed: A\r\n", exit: 101), .init(exit: 100), .init(exit: 2_147_942_501), .init("No updates\r\n"),
        ])
        try await update(rounds) { fixture, error in
            #expect(error == nil)
            #expect(restarts(fixture) == 2)
            #expect(fixture.events.said.filter { $0 == "Running Windows update..." }.count == 4)
            #expect(fixture.events.messages.contains("Installed: A"))
            let tasks = rounds.tasks.withLock { $0 }
            #expect(tasks.count == 4)
            #expect(Set(tasks).count == 4)
            #expect(tasks.allSatisfy { $0.contains("$user = 'SYSTEM'\n") && $0.contains("$password = $null\n") })
            #expect(tasks.allSatisfy { $0.contains("-File C:/Windows/Temp/packer-windows-update-") })
            let removals = fixture.commands.filter { $0.hasPrefix("Remove-Item") }
            #expect(removals.count == 5)
            #expect(removals.last?.hasSuffix("-Path 'C:/Windows/Temp/packer-windows-update-*'") == true)
        }
    }

    @Test func `a round that fails is tried again, and not for ever`() async throws {
        let rounds = Rounds([.init(exit: 1), .init(exit: 1), .init(exit: 100)])
        try await update(rounds, ["update_max_retries": .number(2)]) { fixture, error in
            // Three that failed at the end: the two retries begin anew after a round that went well.
            #expect(rounds.tasks.withLock { $0.count } == 6)
            #expect((error as? ProvisionerError)?.description == "Windows update failed with exit code 77.")
            #expect(restarts(fixture) == 0)
            #expect(fixture.commands.last?.hasSuffix("packer-windows-update-*'") == true)
        }
    }

    @Test func `a connection that an update cuts is waited for`() async throws {
        let rounds = Rounds([FakeWindows.Reply().losing(), .init()])
        try await update(rounds) { fixture, error in
            #expect(error == nil)
            #expect(restarts(fixture) == 0)
            #expect(fixture.events.said.contains("Machine successfully restarted, moving on"))
        }
    }

    @Test func `a restart that stays due ends the build`() async throws {
        let rounds = Rounds([.init(exit: 102), .init(exit: 102), .init(exit: 2_147_942_502), .init(exit: 102)])
        try await update(rounds) { fixture, error in
            #expect(restarts(fixture) == 3)
            #expect(
                (error as? ProvisionerError)?.description
                    == "Windows asks for a restart again after 3 restarts in a row.")
        }
    }

    @Test func `another user installs with a password that is masked`() async throws {
        let rounds = Rounds([.init()])
        let values = ["username": HCLValue.string("vagrant"), "password": .string("{{ build `Password` }}")]
        try await update(rounds, values) { _, error in
            #expect(error == nil)
            #expect(rounds.tasks.withLock { $0.first }?.contains("$password = 'p''w'\n") == true)
        }
    }

    @Test func `the script holds what the template says, literally`() throws {
        let made = try ComponentFixture.make(
            WindowsUpdateProvisioner.type,
            [
                "search_criteria": .string("IsInstalled=0 and Type='Software'"), "update_limit": .number(25),
                "filters": texts("exclude:$_.Title -like '*Preview*'", "include:$true"),
            ])
        let script = try #require(made as? WindowsUpdateProvisioner).options.script
        let text = String(decoding: script.bytes, as: UTF8.self)
        #expect(text.contains("$criteria = 'IsInstalled=0 and Type=''Software'''\n"))
        #expect(text.contains("$limit = 25\n"))
        let rules = [
            "  @{ Include = $false; Test = [ScriptBlock]::Create('$_.Title -like ''*Preview*''') }",
            "  @{ Include = $true; Test = [ScriptBlock]::Create('$true') }",
        ]
        #expect(text.contains("$filters = @(\n\(rules.joined(separator: "\n"))\n)\n"))
        #expect(text.filter { $0 == "{" }.count == text.filter { $0 == "}" }.count)
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test(
        arguments: [
            (0, .nothingLeft), (100, .again), (101, .restart), (2_147_942_501, .restart), (-2_147_024_795, .restart),
            (102, .restartPending), (1, .failed(1)), (2_147_942_405, .failed(2_147_942_405)),
        ] as [(Int, WindowsUpdateScript.Outcome)])
    func `an exit code has a meaning, in the Task Scheduler's form too`(
        code: Int, outcome: WindowsUpdateScript.Outcome
    ) {
        #expect(WindowsUpdateScript.Outcome(exitCode: code) == outcome)
    }

    @Test(
        arguments: [
            (["search_criteria": .string(" ")], "search_criteria must not be empty."),
            (
                ["filters": texts("$true")],
                "A filter is include:EXPRESSION or exclude:EXPRESSION, but one is \"$true\"."
            ),
            (["filters": texts("include: ")], "A filter is include:EXPRESSION or exclude:EXPRESSION, but one is"),
            (["update_limit": .number(0)], "update_limit must be 1 or more."),
            (["update_max_retries": .number(-1)], "update_max_retries must be 0 or more."),
            (["restart_timeout": .string("0s")], "restart_timeout must be more than 0."),
            (["username": .string("vagrant")], "The user \"vagrant\" needs a password; only accounts of services"),
        ] as [([String: HCLValue], String)])
    func `what cannot work is told before anything runs`(values: [String: HCLValue], complaint: String) throws {
        let complaints = try ComponentFixture.complaints(WindowsUpdateProvisioner.type, values)
        #expect(complaints.count == 1)
        #expect(complaints.first?.hasPrefix(complaint) == true)
    }

    @Test(arguments: ["SYSTEM", "NT AUTHORITY\\Local Service", "DOMAIN\\managed$"])
    func `accounts of services need no password`(name: String) throws {
        #expect(try ComponentFixture.complaints(WindowsUpdateProvisioner.type, ["username": .string(name)]) == [])
    }
}

extension FakeWindows.Reply {
    /// The same, but the machine is away before it is told.
    fileprivate func losing() -> FakeWindows.Reply {
        var reply = self
        reply.losesShell = true
        return reply
    }
}
