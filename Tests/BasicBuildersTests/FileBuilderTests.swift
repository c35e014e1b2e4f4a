import BuildEvents
import ComponentAPI
import Diagnostics
import HCLValues
import HostOS
import Synchronization
import TestSupport
import Testing

@testable import BasicBuilders

@Suite struct FileBuilderTests {
    private struct Failure: Error {}

    private func run(
        _ values: [String: HCLValue], onError: OnError = .cleanup,
        provision: @escaping @Sendable (Machine) async throws -> Void = { _ in }
    ) async throws -> (any Artifact)? {
        var environment = ComponentFixture.environment()
        environment.onError = onError
        let builder = try ComponentFixture.make(FileBuilder.type, values, environment: environment)
        return try await builder.run(buildContext(environment, provision: provision))
    }

    @Test func `a text becomes a private file in folders made for it, and goes when it is not kept`() async throws {
        try await withTemporaryDirectory { folder in
            let path = folder + "/a/b/file"
            let artifact = try #require(
                try await run(["target": .string(path), "content": .string("text")]))
            #expect(try HostFiles.readText(path) == "text")
            #expect(try HostFiles.mode(path) == 0o600)
            #expect(artifact.builderID == "packer.file")
            #expect(artifact.id == "File")
            #expect(artifact.files == [path])
            #expect(artifact.description == "Stored file: \(path)")
            try await artifact.destroy()
            #expect(!HostFiles.exists(path))
        }
    }

    @Test func `a source is copied over what the target was`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write("new", to: folder + "/source")
            try HostFiles.write("older and longer", to: folder + "/target")
            _ = try await run(["target": .string(folder + "/target"), "source": .string(folder + "/source")])
            #expect(try HostFiles.readText(folder + "/target") == "new")
            #expect(try HostFiles.list(folder) == ["source", "target"])
        }
    }

    @Test func `a source that cannot be read leaves the target as it was`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write("old", to: folder + "/target")
            await #expect(throws: HostError.self) {
                try await run(["target": .string(folder + "/target"), "source": .string(folder + "/none")])
            }
            #expect(try HostFiles.readText(folder + "/target") == "old")
            #expect(try HostFiles.list(folder) == ["target"])
        }
    }

    @Test(arguments: [(OnError.cleanup, false), (.abort, true)])
    func `a build whose provisioner fails leaves its file only on demand`(
        onError: OnError, stays: Bool
    ) async throws {
        try await withTemporaryDirectory { folder in
            await #expect(throws: Failure.self) {
                try await run(["target": .string(folder + "/f"), "content": .string("x")], onError: onError) { _ in
                    throw Failure()
                }
            }
            #expect(HostFiles.exists(folder + "/f") == stays)
        }
    }

    @Test func `provisioners find a machine on which everything succeeds`() async throws {
        try await withTemporaryDirectory { folder in
            let exit = Mutex<CommandExit?>(nil)
            _ = try await run(["target": .string(folder + "/f"), "content": .string("x")]) { machine in
                let communicator = try #require(machine.communicator)
                try await communicator.upload(.bytes([1], mode: 0o600), to: "/nowhere", progress: nil)
                try await communicator.uploadDirectory("/", to: "/nowhere")
                try await communicator.download("/nowhere", to: folder + "/none", progress: nil)
                try await communicator.downloadDirectory("/nowhere", to: folder + "/none")
                let ended = try await communicator.run("false") { _ in }
                exit.withLock { $0 = ended }
            }
            #expect(exit.withLock { $0 } == .status(0))
            #expect(try HostFiles.list(folder) == ["f"])
        }
    }

    @Test(
        arguments: [
            (["content": .string("x")], "The argument \"target\" is required"),
            (["target": .string("")], "The target is the path"),
            (
                ["target": .string("t"), "content": .string("x"), "source": .string("s")],
                "Cannot specify source file AND"
            ),
        ] as [([String: HCLValue], String)])
    func `what cannot work is told beforehand`(values: [String: HCLValue], complaint: String) throws {
        let complaints = try ComponentFixture.complaints(FileBuilder.type, values)
        #expect(complaints.contains { $0.hasPrefix(complaint) })
    }

    @Test func `a target without content is made, with a warning`() throws {
        let environment = ComponentFixture.environment()
        let prepared = try FileBuilder.type.prepare(ComponentFixture.reader(["target": .string("t")]), environment)
        #expect(prepared.warnings.map(\.summary) == ["No content"])
    }
}

/// What a builder runs with, without a pipeline around it.
func buildContext(
    _ environment: ComponentEnvironment, log: BuildLog = NotedEvents().log,
    provision: @escaping @Sendable (Machine) async throws -> Void
) -> BuildContext {
    BuildContext(log: log, environment: environment, ledger: ForgetfulLedger(), provision: provision)
}

private struct ForgetfulLedger: CleanupLedger {
    func record(_ entry: LedgerEntry) throws {}
    func settle(_ entry: LedgerEntry) throws {}
}
