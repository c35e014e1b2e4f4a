import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import PostProcessors

@Suite struct ManifestPostProcessorTests {
    @discardableResult
    private func process(
        _ values: [String: HCLValue], _ artifact: ArtifactFixture, run: String = "run-1", isForced: Bool = false
    ) async throws -> PostProcessed {
        try await ComponentFixture.make(
            ManifestPostProcessor.type, values,
            environment: ComponentFixture.environment(isForced: isForced, runUUID: run),
            build: artifact.generatedData
        ).process(artifact, log: NotedEvents().log)
    }

    private func manifest(_ path: String) throws -> Manifest {
        try Manifest(text: try HostFiles.readText(path), path: path)
    }

    @Test func `runs are added one after the other, and nothing else stays in the folder`() async throws {
        try await withTemporaryDirectory { folder in
            let output = folder + "/sub/manifest.json"
            let disk = folder + "/disk"
            try HostFiles.write("12345", to: disk)
            let values: [String: HCLValue] = ["output": .string(output), "strip_time": .bool(true)]
            let result = try await process(values, ArtifactFixture(files: [disk]))
            try await process(values, ArtifactFixture(files: []), run: "run-2")
            let written = try manifest(output)
            #expect(written.lastRunUUID == "run-2")
            #expect(written.builds.map(\.runUUID) == ["run-1", "run-2"])
            #expect(written.builds.map(\.name) == ["base", "base"])
            #expect(written.builds[0].files == [.init(name: disk, size: 5)])
            #expect(written.builds[0].artifactID == "VM")
            #expect(written.builds[0].builderType == "null")
            #expect(!(try HostFiles.readText(output).contains("build_time")))
            #expect(try HostFiles.list(folder + "/sub") == ["manifest.json"])
            #expect(result.artifact?.files == [disk])
            #expect(result.keepsInput && result.mustKeepInput)
        }
    }

    @Test(arguments: [
        ("run-2", true, ["run-2"]), ("run-1", true, ["run-1", "run-1"]), ("run-2", false, ["run-1", "run-2"]),
    ])
    func `force begins anew unless the run is the same`(run: String, isForced: Bool, runs: [String]) async throws {
        try await withTemporaryDirectory { folder in
            let values = ["output": HCLValue.string(folder + "/m")]
            try await process(values, ArtifactFixture(files: []))
            try await process(values, ArtifactFixture(files: []), run: run, isForced: isForced)
            #expect(try manifest(folder + "/m").builds.map(\.runUUID) == runs)
        }
    }

    @Test func `custom data may use the values of the build, and paths can be left out`() async throws {
        try await withTemporaryDirectory { folder in
            let values: [String: HCLValue] = [
                "output": .string(folder + "/m"), "strip_path": .bool(true),
                "custom_data": .object([
                    "host": .string("{{ build `Host` }}"), "user": .string("{{ .User }}"), "n": .number(7),
                ]),
            ]
            let artifact = ArtifactFixture(files: ["/gone/disk.img"], generatedData: ["Host": "h", "User": "u"])
            try await process(values, artifact)
            let build = try #require(try manifest(folder + "/m").builds.first)
            #expect(build.customData == ["host": "h", "user": "u", "n": "7"])
            #expect(build.files == [.init(name: "disk.img", size: 0)])
            #expect(build.time > 1_700_000_000)
        }
    }

    @Test func `builds side by side all find their way into the file`() async throws {
        try await withTemporaryDirectory { folder in
            let values = ["output": HCLValue.string(folder + "/m")]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<12 {
                    group.addTask { try await process(values, ArtifactFixture(files: ["\(number)"])) }
                }
                try await group.waitForAll()
            }
            let names = try manifest(folder + "/m").builds.flatMap { $0.files.map(\.name) }
            #expect(Set(names) == Set((0..<12).map(String.init)))
        }
    }

    @Test func `a lock file that a killed run left does not stop anybody`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write("", to: folder + "/m.lock")
            try await process(["output": .string(folder + "/m")], ArtifactFixture(files: []))
            #expect(try manifest(folder + "/m").builds.count == 1)
        }
    }

    @Test func `a link is written through`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write("", to: folder + "/real")
            try HostFiles.makeSymbolicLink(at: folder + "/m", to: "real")
            try await process(["output": .string(folder + "/m")], ArtifactFixture(files: []))
            #expect(HostFiles.kind(of: folder + "/m") == .symlink)
            #expect(try manifest(folder + "/real").builds.count == 1)
        }
    }

    @Test(arguments: ["no json", "[]", "{\"builds\": 1}"])
    func `a file that is no manifest is left alone`(text: String) async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write(text, to: folder + "/m")
            await #expect(throws: ManifestError.unreadable(folder + "/m")) {
                try await process(["output": .string(folder + "/m")], ArtifactFixture(files: []))
            }
            #expect(try HostFiles.readText(folder + "/m") == text)
        }
    }
}
