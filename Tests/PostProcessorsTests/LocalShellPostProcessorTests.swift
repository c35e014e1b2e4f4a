import ComponentAPI
import Scripts
import TestSupport
import Testing

@testable import PostProcessors

@Suite struct LocalShellPostProcessorTests {
    @Test func `a script runs with the build's values and the artifact goes on as it is`() async throws {
        let processor = try ComponentFixture.make(
            LocalShellPostProcessor.type,
            [
                "inline": texts("echo $PACKER_BUILD_NAME"),
                "execute_command": texts("echo {{.ID}}; {{.Vars}} {{.Script}}"),
            ])
        let events = NotedEvents()
        let artifact = ArtifactFixture(files: ["disk"], generatedData: ["ID": "VM"])
        let result = try await processor.process(artifact, log: events.log)
        #expect(events.messages == ["VM", "base"])
        #expect(result.artifact?.files == ["disk"])
        #expect(result.keepsInput && result.mustKeepInput)
    }

    @Test func `a script that fails fails the post-processor`() async throws {
        let processor = try ComponentFixture.make(LocalShellPostProcessor.type, ["inline": texts("false", "true")])
        await #expect(throws: ScriptError(ending: "1", allowed: [0])) {
            try await processor.process(ArtifactFixture(files: []), log: NotedEvents().log)
        }
    }
}
