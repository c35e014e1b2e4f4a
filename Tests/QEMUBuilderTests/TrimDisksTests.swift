import BuildEvents
import Communicators
import ComponentAPI
import Synchronization
import Testing

@testable import QEMUBuilder

@Suite struct TrimDisksTests {
    /// A machine whose only command ends as the test says.
    private final class Guest: MachineConnection {
        let end: @Sendable () throws -> CommandExit
        let commands = Mutex<[String]>([])

        init(_ end: @escaping @Sendable () throws -> CommandExit) { self.end = end }

        func run(
            _ command: String, output: @escaping @Sendable (CommandOutput) -> Void
        ) async throws -> CommandExit {
            commands.withLock { $0.append(command) }
            return try end()
        }
        func upload(_ source: UploadSource, to path: String, progress: (@Sendable (Int64) -> Void)?) async throws {}
        func uploadDirectory(_ source: String, to path: String) async throws {}
        func download(_ path: String, to destination: String, progress: (@Sendable (Int64) -> Void)?) async throws {}
        func downloadDirectory(_ path: String, to destination: String) async throws {}
        func close() async {}
    }

    private func trim(_ command: String?, _ end: @escaping @Sendable () throws -> CommandExit) async -> (
        commands: [String], said: [String]
    ) {
        let guest = Guest(end)
        let sink = NotingSink()
        await TrimDisks(command: command, log: BuildLog(build: nil, sink: sink)).run(guest)
        return (guest.commands.withLock { $0 }, sink.said)
    }

    @Test func `the command runs in the guest`() async {
        let seen = await trim("fstrim -av") { .status(0) }
        #expect(seen.commands == ["fstrim -av"])
        #expect(seen.said == ["Trimming the guest's disks..."])
    }

    @Test func `a guest that cannot trim costs a larger disk, not the build`() async {
        let failed = await trim("fstrim -av") { .status(64) }
        #expect(failed.said.last?.hasPrefix("Warning: the trim_command ended with") == true)
        let lost = await trim("fstrim -av") { throw CommunicatorDisconnected(detail: "gone") }
        #expect(lost.said.last?.hasPrefix("Warning: the trim_command did not run") == true)
    }

    @Test func `without a command nothing runs`() async {
        let seen = await trim(nil) { .status(0) }
        #expect(seen.commands.isEmpty && seen.said.isEmpty)
    }
}
