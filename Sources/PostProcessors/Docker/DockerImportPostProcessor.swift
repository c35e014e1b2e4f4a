import BuildEvents
import ComponentAPI
import HostOS

/// `docker-import`: makes an image of a tar file that holds a system.
package struct DockerImportPostProcessor: PostProcessor {
    enum Keys {
        static let repository = OptionKey<String>("repository", required: true, "The image's repository.")
        static let tag = OptionKey<String>("tag", "The image's tag; the program's own is latest.")
        static let changes = OptionKey<[String]>(
            "changes", default: [], "Lines of a Dockerfile that set what the image says of itself: `CMD [\"/bin/sh\"]`."
        )
        static let platform = OptionKey<String>("platform", "The system that the image is for: linux/arm64.")
        static let all = [
            repository.declaration, tag.declaration, changes.declaration, platform.declaration,
            ContainerProgram.path.declaration,
        ]
    }

    /// What holds a tar file: the docker builder's export, what a user names, and what we packed.
    private static let accepted: Set = [
        DockerImageArtifact.Origin.builder, "packer.post-processor.artifice", "packer.post-processor.compress",
    ]

    let name: String
    let changes: [String]
    let platform: String?
    let executable: String?

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        guard Self.accepted.contains(artifact.builderID) else {
            throw PostProcessorError(
                "Unknown artifact type: \(artifact.builderID)",
                advice: [
                    "Can only import from Docker builder, artifice and compress artifacts: let artifice name a tar file."
                ])
        }
        guard artifact.files.count == 1, let file = artifact.files.first else {
            throw PostProcessorError("docker-import takes one tar file, not \(artifact.files.count) files")
        }
        let program = ContainerProgram(executable, log)
        log.say("Importing image: \(file)")
        log.say("Repository: \(name)")
        let options = changes.flatMap { ["--change", $0] } + (platform.map { ["--platform", $0] } ?? [])
        // From the root, so that no name is taken for an option, an address or standard input.
        let answer = try await program.run(["import"] + options + [try HostPath.absolute(file), name], isQuiet: true)
        log.say("Imported ID: \(answer.split(separator: "\n").last ?? "")")
        let image = DockerImageArtifact(
            builderID: DockerImageArtifact.Origin.imported, id: name, tags: [], generatedData: artifact.generatedData,
            program: program)
        return PostProcessed(image, keepsInput: false, mustKeepInput: false)
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "docker-import", summary: "Makes a container image of a tar file.", options: Keys.all
    ) { reader, _ in
        let repository = reader.optional(Keys.repository)
        let tag = reader.optional(Keys.tag).flatMap { $0.isEmpty ? nil : $0 }
        let platform = reader.optional(Keys.platform).flatMap { $0.isEmpty ? nil : $0 }
        if let repository, !ImageName.isRepository(repository) {
            reader.error(
                "Not a repository", "\"\(repository)\" cannot name a repository of images.", of: Keys.repository)
        }
        if let tag, !ImageName.isTag(tag) {
            reader.error("Not a tag", "\"\(tag)\" cannot be an image's tag.", of: Keys.tag)
        }
        if let platform, platform.hasPrefix("-") {
            reader.error("Not a platform", "\"\(platform)\" is no platform.", of: Keys.platform)
        }
        let name = (repository ?? "") + (tag.map { ":\($0)" } ?? "")
        let processor = DockerImportPostProcessor(
            name: name, changes: reader.value(Keys.changes), platform: platform,
            executable: reader.optional(ContainerProgram.path))
        return Prepared(processor, warnings: try reader.finish())
    }
}
