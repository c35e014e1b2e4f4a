import BuildEvents
import ComponentAPI
import Synchronization

@testable import Pipeline

/// Notes what happens, in order.
final class Recorder: EventSink, CleanupLedger {
    private let lines = Mutex<[String]>([])
    private let logged = Mutex<[String]>([])
    private let ledgerLines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    var ledger: [String] { ledgerLines.withLock { $0 } }
    var log: [String] { logged.withLock { $0 } }

    func emit(_ event: BuildEvent) {
        switch event.kind {
        case .say(let text), .message(let text), .error(let text): note(text)
        case .log(_, let text): logged.withLock { $0.append(text) }
        case .progress, .machine, .exhibit: break
        }
    }

    func note(_ text: String) { lines.withLock { $0.append(text) } }
    func record(_ entry: LedgerEntry) { ledgerLines.withLock { $0.append("record \(entry)") } }
    func settle(_ entry: LedgerEntry) { ledgerLines.withLock { $0.append("settle \(entry)") } }

    /// What was noted, without how the builds ended: durations differ.
    var steps: [String] { all.filter { !$0.hasPrefix("Build '") } }
}

struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

struct FakeArtifact: Artifact {
    var id: String
    let recorder: Recorder
    var isStuck = false
    var builderID: String { "fake" }
    var files: [String] { [] }
    var description: String { id }
    var generatedData: [String: String] { [:] }

    func destroy() throws {
        if isStuck { throw Failure("\(id) is stuck") }
        recorder.note("destroyed \(id)")
    }
}

struct FakeBuilder: Builder {
    let recorder: Recorder
    var isStuck = false
    /// Instead of provisioning.
    var body: (@Sendable (BuildContext) async throws -> Void)?

    func run(_ context: BuildContext) async throws -> (any Artifact)? {
        do {
            if let body {
                try await body(context)
            } else {
                try await context.provision(Machine(communicator: nil, generatedData: [:], log: context.log))
            }
        } catch let error as LeftAsIs {
            recorder.note("machine left")
            throw error
        } catch {
            recorder.note("machine removed")
            throw error
        }
        return FakeArtifact(id: "original", recorder: recorder, isStuck: isStuck)
    }
}

struct FakeProvisioner: Provisioner {
    let body: @Sendable () async throws -> Void

    func provision(_ machine: Machine) async throws { try await body() }
}

struct FakePostProcessor: PostProcessor {
    let result: @Sendable (any Artifact) throws -> PostProcessed

    func process(_ artifact: any Artifact, log: BuildLog) throws -> PostProcessed { try result(artifact) }
}

/// A build to run, put together from fakes.
struct FakeRun {
    let recorder = Recorder()
    var provisioners: [PlannedProvisioner] = []
    var cleanup: PlannedProvisioner?
    var chains: [[PlannedPostProcessor]] = []
    var onError = OnError.cleanup
    var settings = RunSettings()
    var artifactIsStuck = false

    func outcome() async -> BuildOutcome? {
        await run([build("fake.a", FakeBuilder(recorder: recorder, isStuck: artifactIsStuck))]).first
    }

    func run(_ builds: [PlannedBuild]) async -> [BuildOutcome] {
        await BuildRunner(settings: settings, sink: recorder, ledger: recorder).run(BuildPlan(builds: builds))
    }

    func build(_ name: String, _ builder: any Builder) -> PlannedBuild {
        let environment = ComponentEnvironment(
            buildName: name, builderType: "fake", onError: onError, runUUID: "u", templateDirectory: "/",
            cacheDirectory: "/", version: "1", redactor: Redactor())
        return PlannedBuild(
            name: name, environment: environment, builder: builder, provisioners: provisioners,
            errorCleanupProvisioner: cleanup, chains: chains)
    }

    func provisioner(
        pauseBefore: Duration? = nil, timeout: Duration? = nil, maxRetries: Int = 0, continuesOnError: Bool = false,
        _ body: @escaping @Sendable () async throws -> Void
    ) -> PlannedProvisioner {
        PlannedProvisioner(
            type: "fake", pauseBefore: pauseBefore, timeout: timeout, maxRetries: maxRetries,
            continuesOnError: continuesOnError
        ) { _ in FakeProvisioner(body: body) }
    }

    /// A post-processor that makes an artifact, none, or fails.
    func postProcessor(
        _ type: String = "fake", name: String? = nil, makes output: String?, keeps: Bool = false, must: Bool = false,
        template: Bool? = nil
    ) -> PlannedPostProcessor {
        let recorder = recorder
        return PlannedPostProcessor(type: type, name: name, keepsInput: template) { _ in
            FakePostProcessor { _ in
                let artifact = output.map { FakeArtifact(id: $0, recorder: recorder) }
                return PostProcessed(artifact, keepsInput: keeps, mustKeepInput: must)
            }
        }
    }

    func failingPostProcessor() -> PlannedPostProcessor {
        PlannedPostProcessor(type: "fake") { _ in FakePostProcessor { _ in throw Failure("broken") } }
    }
}

/// Counts calls, from 1.
final class Counter: Sendable {
    private let number = Mutex(0)

    func next() -> Int {
        number.withLock { number in
            number += 1
            return number
        }
    }
}
