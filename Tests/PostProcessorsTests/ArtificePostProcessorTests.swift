import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import PostProcessors

@Suite struct ArtificePostProcessorTests {
    @Test func `the files found stand for the artifact, each once`() async throws {
        try await withTemporaryDirectory { folder in
            for name in ["a.img", "b.img", "c.txt"] { try HostFiles.write(name, to: folder + "/" + name) }
            let events = NotedEvents()
            let processor = try ComponentFixture.make(
                ArtificePostProcessor.type,
                ["files": texts(folder + "/c.txt", folder + "/*.img", folder + "/a*", folder + "/no*")])
            let result = try await processor.process(ArtifactFixture(files: ["disk", "vars"]), log: events.log)
            let files = ["c.txt", "a.img", "b.img"].map { folder + "/" + $0 }
            #expect(result.artifact?.files == files)
            #expect(result.artifact?.builderID == "packer.post-processor.artifice")
            #expect(result.artifact?.description == "Created artifact from files: \(files.joined(separator: ", "))")
            #expect(result.keepsInput && !result.mustKeepInput)
            #expect(
                events.said == [
                    "Discarding files from artifact: disk, vars", "Nothing is found at \(folder)/no*",
                    "Using these artifact files: \(files.joined(separator: ", "))",
                ])
            try await result.artifact?.destroy()
            #expect(try HostFiles.list(folder) == [])
        }
    }

    @Test(arguments: [[:], ["files": HCLValue.tuple([])]])
    func `no files are told before anything runs`(values: [String: HCLValue]) throws {
        #expect(try ComponentFixture.complaints(ArtificePostProcessor.type, values).count == 1)
    }
}
