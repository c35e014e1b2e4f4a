import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import PostProcessors

@Suite struct DockerPostProcessorsTests {
    private func process(
        _ type: PostProcessorType, _ values: [String: HCLValue], _ artifact: any Artifact,
        events: NotedEvents = NotedEvents()
    ) async throws -> PostProcessed {
        try await ComponentFixture.make(type, values).process(artifact, log: events.log)
    }

    @Test(.enabled(if: PodmanFixture.isHere, "podman and docker-registry are not here"))
    func `a real podman imports, tags, saves, and pushes to a real registry that asks for a login`() async throws {
        try await PodmanFixture.with { podman in
            let folder = podman.folder
            let program = HCLValue.string(podman.program)
            try HostFiles.createDirectory(folder + "/root")
            try HostFiles.write("here", to: folder + "/root/file")
            _ = try await runProcess("tar", ["-C", folder + "/root", "-cf", folder + "/system.tar", "file"])
            let events = NotedEvents()
            let tar = ArtifactFixture(
                files: [folder + "/system.tar"], generatedData: ["X": "y"], builderID: "packer.post-processor.artifice")
            let imported = try await process(
                DockerImportPostProcessor.type,
                [
                    "repository": .string("\(podman.registry)/team/app"), "tag": .string("0.1"), "docker_path": program,
                    "changes": texts("CMD [\"/bin/true\"]", "LABEL who=me"),
                ], tar, events: events)
            #expect(!imported.keepsInput)
            let image = try #require(imported.artifact)
            #expect(image.id == "\(podman.registry)/team/app:0.1")
            #expect(image.builderID == "packer.post-processor.docker-import")
            #expect(events.said.last?.hasPrefix("Imported ID: ") == true)
            let label = try await runProcess(
                podman.program, ["image", "inspect", "--format", "{{.Config.Labels.who}}", image.id])
            #expect(label.outputText == "me\n")

            let tagged = try await process(
                DockerTagPostProcessor.type,
                [
                    "repository": .string("\(podman.registry)/team/app"), "tag": texts("a,b"), "tags": texts("c"),
                    "docker_path": program,
                ], image)
            #expect(tagged.mustKeepInput)
            let names = try #require(tagged.artifact)
            #expect(names.id == "\(podman.registry)/team/app:c")

            let saved = try await process(
                DockerSavePostProcessor.type, ["path": .string(folder + "/out/app.tar"), "docker_path": program], names)
            #expect(saved.artifact?.id == names.id)
            let listing = try await runProcess("tar", ["-tf", folder + "/out/app.tar"])
            #expect(listing.outputText.contains("manifest.json"))
            #expect(try HostFiles.list(folder + "/out") == ["app.tar"])

            let pushed = try await process(
                DockerPushPostProcessor.type,
                [
                    "login": .bool(true), "login_server": .string(podman.registry), "login_username": .string("me"),
                    "login_password": .string(podman.password), "docker_path": program,
                ], names, events: events)
            let digest = try #require(pushed.artifact?.generatedData["Digest"])
            #expect(pushed.artifact?.generatedData["X"] == "y")
            for tag in ["a", "b", "c"] {
                let answer = try await runProcess(
                    "curl",
                    [
                        "-sI", "-u", "me:\(podman.password)", "-H",
                        "Accept: application/vnd.oci.image.manifest.v1+json",
                        "-H", "Accept: application/vnd.docker.distribution.manifest.v2+json",
                        "http://\(podman.registry)/v2/team/app/manifests/\(tag)",
                    ])
                #expect(answer.outputText.contains(digest), "\(answer.outputText)")
            }
            let calls = try podman.calls()
            #expect(!calls.contains { $0.contains(podman.password) })
            #expect(calls.contains("login --username me --password-stdin \(podman.registry)"))
            #expect(!(events.said + events.messages + events.errors).contains { $0.contains(podman.password) })

            try await names.destroy()
            let gone = try await runProcess(podman.program, ["image", "exists", names.id])
            #expect(gone.exit == .status(1))
        }
    }

    @Test(.enabled(if: PodmanFixture.isHere, "podman and docker-registry are not here"))
    func `a wrong password ends the push before anything is sent`() async throws {
        try await PodmanFixture.with { podman in
            let image = ArtifactFixture(files: [], builderID: "packer.post-processor.docker-tag")
            let error = await #expect(throws: PostProcessorError.self) {
                try await process(
                    DockerPushPostProcessor.type,
                    [
                        "login": .bool(true), "login_server": .string(podman.registry), "login_username": .string("me"),
                        "login_password": .string("wrong-password"), "docker_path": .string(podman.program),
                    ], image)
            }
            #expect(error?.description.contains("login ended with") == true, "\(String(describing: error))")
            let calls = try podman.calls()
            #expect(!calls.contains { $0.hasPrefix("push") })
        }
    }

    @Test(arguments: [
        ("a: Pushed\n1: digest: sha256:\(String(repeating: "0", count: 64)) size: 1570\n", true), ("sha256:00", false),
        ("", false),
    ])
    func `docker's digest is at the end of what it says`(text: String, isThere: Bool) {
        #expect(ContainerProgram.digest(in: text) == (isThere ? "sha256:" + String(repeating: "0", count: 64) : nil))
    }

    private static let refusals: [(PostProcessorType, [String: HCLValue], ArtifactFixture, String)] = [
        (
            DockerImportPostProcessor.type, ["repository": .string("a")], ArtifactFixture(files: ["x.tar"]),
            "Unknown artifact type: test"
        ),
        (
            DockerImportPostProcessor.type, ["repository": .string("a")],
            ArtifactFixture(files: ["a", "b"], builderID: "packer.docker"),
            "docker-import takes one tar file, not 2 files"
        ),
        (
            DockerTagPostProcessor.type, ["repository": .string("a")],
            ArtifactFixture(files: [], builderID: "packer.docker"),
            "Unknown artifact type: packer.docker; can only tag images of docker-import and docker-tag"
        ),
        (
            DockerSavePostProcessor.type, ["path": .string("a")], ArtifactFixture(files: []),
            "Unknown artifact type: test; can only save"
        ),
        (DockerPushPostProcessor.type, [:], ArtifactFixture(files: []), "Unknown artifact type: test; can only push"),
        (
            DockerTagPostProcessor.type, ["repository": .string("a"), "docker_path": .string("/no/such")],
            ArtifactFixture(files: [], builderID: "packer.post-processor.docker-import"), "/no/such cannot be started"
        ),
    ]

    @Test(arguments: refusals.indices) func `artifacts of other kinds are refused`(index: Int) async throws {
        let (type, values, artifact, words) = Self.refusals[index]
        let error = await #expect(throws: PostProcessorError.self) { try await process(type, values, artifact) }
        #expect(error?.description.hasPrefix(words) == true, "\(String(describing: error))")
    }

    private static let mistakes: [(PostProcessorType, [String: HCLValue], String)] = [
        (DockerImportPostProcessor.type, ["repository": .string("-v")], "\"-v\" cannot name a repository of images."),
        (
            DockerImportPostProcessor.type, ["repository": .string("a"), "tag": .string("b:c")],
            "\"b:c\" cannot be an image's tag."
        ),
        (DockerImportPostProcessor.type, [:], "The argument \"repository\" is required, but no definition was found."),
        (DockerTagPostProcessor.type, ["repository": .string("a b")], "\"a b\" cannot name a repository of images."),
        (DockerSavePostProcessor.type, ["path": .string("")], "The path must not be empty."),
        (
            DockerPushPostProcessor.type, ["login": .bool(true), "login_username": .string("a")],
            "login needs login_username and login_password."
        ),
        (DockerPushPostProcessor.type, ["login_server": .string("-x")], "login_server begins with a hyphen."),
    ]

    @Test(arguments: mistakes.indices) func `bad options are told`(index: Int) throws {
        let (type, values, complaint) = Self.mistakes[index]
        #expect(try ComponentFixture.complaints(type, values) == [complaint])
    }

    @Test(arguments: [
        ("app", true), ("h:5000/team/app_1.x", true), ("[::1]:5000/a", true), ("", false), ("a//b", false),
        ("a:b", false),
        ("a/b:c", false), ("-a", false), ("a/-b", false), ("é", false), ("a\nb", false),
    ])
    func `repositories have plain names`(text: String, isRepository: Bool) {
        #expect(ImageName.isRepository(text) == isRepository)
    }
}
