import BuildEvents
import ComponentAPI
import HostOS
import Synchronization
import Testing

@testable import Pipeline

final class Recorder: EventSink, CleanupLedger {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }

    func emit(_ event: BuildEvent) {
        switch event.kind {
        case .say(let text), .message(let text), .error(let text): lines.withLock { $0.append(text) }
        case .progress, .machine, .log: break
        }
    }
    func note(_ text: String) { lines.withLock { $0.append(text) } }
    func record(_ entry: LedgerEntry) {}
    func settle(_ entry: LedgerEntry) {}
}

struct Failure: Error, CustomStringConvertible {
    let description: String
}

struct FakeArtifact: Artifact {
    var id: String
    let recorder: Recorder
    var builderID: String { "fake" }
    var files: [String] { [] }
    var description: String { id }
    var generatedData: [String: String] { [:] }
    func destroy() { recorder.note("destroyed \(id)") }
}

struct FakeBuilder: Builder {
    let recorder: Recorder
    func run(_ context: BuildContext) async throws -> (any Artifact)? {
        try await context.provision(Machine(communicator: nil, generatedData: [:], log: context.log))
        return FakeArtifact(id: "original", recorder: recorder)
    }
}

struct FakeProvisioner: Provisioner {
    let body: @Sendable () async throws -> Void
    func provision(_ machine: Machine) async throws { try await body() }
}

struct FakePostProcessor: PostProcessor {
    let output: String?
    let keeps: Bool
    let recorder: Recorder
    func process(_ artifact: any Artifact, log: BuildLog) throws -> PostProcessed {
        guard let output else { throw Failure(description: "broken") }
        return PostProcessed(
            FakeArtifact(id: output, recorder: recorder), keepsInput: keeps, mustKeepInput: false)
    }
}

@Suite struct BuildRunnerTests {
    let recorder = Recorder()

    func outcome(
        _ provisioners: [PlannedProvisioner] = [], cleanup: PlannedProvisioner? = nil,
        chains: [[PlannedPostProcessor]] = [], onError: OnError = .cleanup
    ) async -> BuildOutcome? {
        let environment = ComponentEnvironment(
            buildName: "a", builderType: "fake", onError: onError, runUUID: "u", templateDirectory: "/",
            cacheDirectory: "/", version: "1", redactor: Redactor())
        let build = PlannedBuild(
            name: "fake.a", environment: environment, builder: FakeBuilder(recorder: recorder),
            provisioners: provisioners, errorCleanupProvisioner: cleanup, chains: chains)
        let runner = BuildRunner(settings: RunSettings(), sink: recorder, ledger: recorder)
        return await runner.run(BuildPlan(builds: [build])).first
    }

    func step(_ output: String?, keeps: Bool) -> PlannedPostProcessor {
        let processor = FakePostProcessor(output: output, keeps: keeps, recorder: recorder)
        return PlannedPostProcessor(type: "fake") { _ in processor }
    }

    @Test func theFirstFailureIsTheOneThatIsToldAfterAllRetries() async {
        let count = Mutex(0)
        let failing = PlannedProvisioner(type: "x", maxRetries: 2) { _ in
            let number = count.withLock { value in
                value += 1
                return value
            }
            return FakeProvisioner { throw Failure(description: "try \(number)") }
        }
        let result = await outcome([failing])
        #expect(result?.errorText == "try 1")
        #expect(
            recorder.all.prefix(3) == [
                "Provisioner failed with \"try 1\", retrying with 2 trie(s) left",
                "Provisioner failed with \"try 1\", retrying with 1 trie(s) left", "retry limit reached.",
            ])
    }

    @Test(arguments: [(OnError.cleanup, true), (.runCleanupProvisioner, true), (.abort, false)])
    func theErrorCleanupProvisionerRunsUnlessTheUserAskedToAbort(mode: OnError, runs: Bool) async {
        let recorder = recorder
        let failing = PlannedProvisioner(type: "x") { _ in FakeProvisioner { throw Failure(description: "no") } }
        let cleanup = PlannedProvisioner(type: "y") { _ in FakeProvisioner { recorder.note("cleaned") } }
        let result = await outcome([failing], cleanup: cleanup, onError: mode)
        #expect(result?.errorText == "no")
        #expect(recorder.all.contains("cleaned") == runs)
    }

    @Test func aProvisionerThatContinuesOnErrorDoesNotFailTheBuild() async {
        let failing = PlannedProvisioner(type: "x", continuesOnError: true) { _ in
            FakeProvisioner { throw Failure(description: "no") }
        }
        #expect(await outcome([failing])?.error == nil)
    }

    @Test func aProvisionerIsCancelledWhenItsTimeIsUp() async {
        let endless = PlannedProvisioner(type: "x", timeout: .milliseconds(20)) { _ in
            FakeProvisioner { try await Task.sleep(for: .seconds(3600)) }
        }
        #expect(await outcome([endless])?.errorText == "Cancelling provisioner after a timeout...")
    }

    @Test func artifactsThatAreNotKeptAreDestroyed() async {
        let result = await outcome(chains: [[step("b", keeps: false), step("c", keeps: false)]])
        #expect(result?.artifacts.map(\.id) == ["c"])
        #expect(recorder.all.filter { $0.hasPrefix("destroyed") } == ["destroyed b", "destroyed original"])
    }

    @Test func theOriginalSurvivesAFailedChainAndTheOtherChainsRun() async {
        let result = await outcome(chains: [
            [step("b", keeps: false), step(nil, keeps: false)], [step("d", keeps: false)],
        ])
        #expect(result?.artifacts.map(\.id) == ["original", "b", "d"])
        #expect(result?.errorText == "1 error(s) occurred:\n\n* Post-processor failed: broken")
    }

    @Test(arguments: [
        (Duration.seconds(62), "1 minute 2 seconds"), (.milliseconds(1500), "1 second 500 milliseconds"),
        (.seconds(3661), "1 hour 1 minute"),
    ])
    func durationsAreToldInTwoUnits(duration: Duration, words: String) {
        #expect(DurationWords.text(duration) == words)
    }

    @Test func aLedgerOfADeadRunIsFinishedAndALiveOneLeftAlone() async throws {
        try await withTemporaryDirectory(prefix: "ledger") { folder in
            let left = HostPath.join(folder, "left behind")
            try HostFiles.write("x", to: left)
            let ledger = try FileCleanupLedger(cacheDirectory: folder, runUUID: "u")
            try ledger.record(.path(left))
            #expect(try await CleanupLedgerReader.finish(cacheDirectory: folder).isEmpty)
            #expect(HostFiles.exists(left))
            let dead = HostPath.join(folder, "runs/dead.ledger")
            try HostFiles.write("= process 999999 1\n+ path \(left)\n+ pat", to: dead)
            #expect(try await CleanupLedgerReader.finish(cacheDirectory: folder).count == 1)
            #expect(!HostFiles.exists(left) && !HostFiles.exists(dead))
        }
    }
}
