import BuildEvents
import ComponentAPI
import Synchronization
import Testing

@testable import Pipeline

/// What a user who is asked can do before he decides.
@Suite struct FailureMenuTests {
    /// A guest that answers `echo` and knows nothing else.
    private struct Guest: Communicator {
        func run(_ command: String, output: @escaping @Sendable (CommandOutput) -> Void) async throws -> CommandExit {
            if command == "lost" { throw CommunicatorDisconnected(detail: "gone") }
            if command == "killed" { return .signal("TERM") }
            guard command.hasPrefix("echo ") else { return .status(127) }
            output(.standardOutput(String(command.dropFirst(5))))
            return .status(0)
        }

        func upload(_ source: UploadSource, to path: String, progress: (@Sendable (Int64) -> Void)?) async throws {}
        func uploadDirectory(_ source: String, to path: String) async throws {}
        func download(_ path: String, to destination: String, progress: (@Sendable (Int64) -> Void)?) async throws {}
        func downloadDirectory(_ path: String, to destination: String) async throws {}
    }

    private final class Said: EventSink {
        let lines = Mutex<[String]>([])

        func emit(_ event: BuildEvent) {
            switch event.kind {
            case .say(let text), .message(let text), .error(let text): lines.withLock { $0.append(text) }
            default: break
            }
        }
    }

    private func choose(
        _ answers: [String], _ view: MachineView = MachineView(screen: "127.0.0.1:5901", communicator: Guest())
    ) async -> (choice: FailureChoice, said: [String], asked: [String]) {
        let said = Said()
        let asked = Mutex<[String]>([])
        let left = Mutex(answers[...])
        let policy = FailurePolicy(onError: .ask, log: BuildLog(build: "fake.a", sink: said)) { question in
            asked.withLock { $0.append(question) }
            guard let answer = left.withLock({ $0.popFirst() }) else { throw Failure("no available tty") }
            return answer
        }
        let choice = await policy.choose("StepProvision", Failure("no"), view, isResumable: true)
        return (choice, said.lines.withLock { $0 }, asked.withLock { $0 })
    }

    @Test func `the menu tells of the ways there are to look`() {
        let looks = "To look first: [v] for the address of its screen, [s] for a shell in the guest."
        let all = MachineView(screen: "x", communicator: Guest())
        #expect(FailurePolicy.question(all, isResumable: true).hasSuffix("[p] retry from this provisioner? " + looks))
        #expect(FailurePolicy.question(MachineView(), isResumable: false) == FailurePolicy.question)
        #expect(
            FailurePolicy.question(MachineView(screen: "x"), isResumable: false).hasSuffix("address of its screen."))
    }

    @Test func `the address of the screen is told, and the question comes again`() async {
        let (choice, said, asked) = await choose(["v", "V", "a"])
        #expect(said.filter { $0 == "The machine's screen is at 127.0.0.1:5901 (VNC)" }.count == 2)
        #expect(asked.count == 3 && Set(asked).count == 1)
        if case .leave = choice {} else { Issue.record("\(choice)") }
    }

    @Test func `commands are run in the guest until an empty line, and their end is told`() async {
        let (choice, said, asked) = await choose(["s", "echo hello", "nonsense", "killed", "lost", "", "p"])
        #expect(asked[1...5].allSatisfy { $0 == GuestShell.question })
        #expect(said.contains("hello"))
        #expect(said.contains("(exit status 127)") && said.contains("(ended by signal TERM)"))
        #expect(said.contains { $0.contains("gone") })
        if case .resume = choice {} else { Issue.record("\(choice)") }
    }

    @Test(arguments: ["v", "s"]) func `what is not there cannot be looked at`(answer: String) async {
        let (choice, said, _) = await choose([answer, "c"], MachineView())
        #expect(said.contains("Incorrect input: \"\(answer)\""))
        if case .cleanUp = choice {} else { Issue.record("\(choice)") }
    }

    @Test func `a user who goes away in the shell has the machine cleaned up`() async {
        let (choice, _, _) = await choose(["s", "echo hello"])
        if case .cleanUp = choice {} else { Issue.record("\(choice)") }
    }
}
