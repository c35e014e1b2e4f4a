import ComponentAPI
import HCLValues
import HostOS
import Synchronization
import TestSupport
import Testing

@testable import Provisioners

/// Scripts that end their connection, and machines that are away for a while.
@Suite struct ShellDisconnectTests {
    /// Ends the server's process for this connection, as a restart of the machine would.
    private static let disconnect = texts(
        "p=$PPID",
        "while [ \"$(cat /proc/$p/comm)\" != sshd ]; do p=$(awk '/^PPid/ { print $2 }' /proc/$p/status); done",
        "kill -9 $p", "while echo on; do sleep 0.05; done")

    @Test(
        arguments: [
            ["expect_disconnect": .bool(true)], ["valid_exit_codes": .tuple([.number(0), .number(2_300_218)])],
        ] as [[String: HCLValue]])
    func `an expected disconnect is no failure, and the script is removed by a second connection`(
        values: [String: HCLValue]
    ) async throws {
        try await GuestFixture.with { guest in
            try await guest.shell(values.merging(["inline": Self.disconnect]) { $1 })
            #expect(try HostFiles.list(guest.folder) == [])
        }
    }

    @Test func `an unexpected disconnect is a failure that names the option`() async throws {
        try await GuestFixture.with { guest in
            let error = await #expect(throws: ProvisionerError.self) {
                try await guest.shell(["inline": Self.disconnect])
            }
            #expect(error?.description.hasPrefix("Script disconnected unexpectedly (inline script).") == true)
            #expect(error?.description.contains("expect_disconnect") == true)
        }
    }

    @Test func `a machine that comes back gets its script`() async throws {
        try await GuestFixture.with { guest in
            guest.server.stop()
            async let shell: Void = guest.shell(["inline": texts("echo back")])
            await guest.events.waitForMessage { $0.hasPrefix("Waiting for SSH") }
            try await guest.server.start()
            try await shell
            #expect(guest.events.messages.last == "back")
        }
    }

    @Test func `a machine that stays away is given up after start_retry_timeout`() async throws {
        let machine = Machine(
            communicator: AbsentCommunicator(failures: .max), generatedData: [:], log: NotedEvents().log)
        let provisioner = try ComponentFixture.make(
            ShellProvisioner.type, ["inline": texts("true"), "start_retry_timeout": .string("10ms")])
        await #expect(throws: ProvisionerError.unreachable(path: "inline script", detail: "away")) {
            try await provisioner.provision(machine)
        }
    }

    @Test func `a script that could not be sent is sent again, and one that ran is not run again`() async throws {
        let absent = AbsentCommunicator(failures: 1)
        let machine = Machine(communicator: absent, generatedData: [:], log: NotedEvents().log)
        let provisioner = try ComponentFixture.make(
            ShellProvisioner.type, ["inline": texts("true"), "skip_clean": .bool(true)])
        try await provisioner.provision(machine)
        #expect(absent.uploads == 2)
        #expect(absent.commands == 1)
    }
}

/// A machine that is away for its first uploads.
private final class AbsentCommunicator: Communicator {
    private struct Counts {
        var uploads = 0
        var commands = 0
    }

    private let failures: Int
    private let counts = Mutex(Counts())
    var uploads: Int { counts.withLock { $0.uploads } }
    var commands: Int { counts.withLock { $0.commands } }

    init(failures: Int) {
        self.failures = failures
    }

    func run(_ command: String, output: @escaping @Sendable (CommandOutput) -> Void) async throws -> CommandExit {
        counts.withLock { $0.commands += 1 }
        return .status(0)
    }

    func upload(_ source: UploadSource, to path: String, progress: (@Sendable (Int64) -> Void)?) async throws {
        let count = counts.withLock { counts in
            counts.uploads += 1
            return counts.uploads
        }
        if count <= failures { throw CommunicatorDisconnected(detail: "away") }
    }

    func uploadDirectory(_ source: String, to path: String) async throws {}

    func download(_ path: String, to destination: String, progress: (@Sendable (Int64) -> Void)?) async throws {}

    func downloadDirectory(_ path: String, to destination: String) async throws {}
}
