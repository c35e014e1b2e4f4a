import BuildEvents
import ComponentAPI

/// `docker-tag`: gives an image more names.
package struct DockerTagPostProcessor: PostProcessor {
    enum Keys {
        static let repository = OptionKey<String>("repository", required: true, "The repository of the names.")
        static let tag = OptionKey<[String]>("tag", "The same as tags; several may stand in one text between commas.")
        static let tags = OptionKey<[String]>("tags", "The tags; the program's own is latest.")
        static let force = OptionKey<Bool>(
            "force", default: false, "Accepted: today's programs always move a name that another image has.")
        static let all = [
            repository.declaration, tag.declaration, tags.declaration, force.declaration,
            ContainerProgram.path.declaration,
        ]
    }

    let names: [String]
    let executable: String?

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        let id = try artifact.dockerImage(to: "tag")
        let program = ContainerProgram(executable, log)
        for name in names {
            log.say("Tagging image: \(id)")
            log.say("Repository: \(name)")
            try await program.run(["tag", id, name])
        }
        let image = DockerImageArtifact(
            builderID: DockerImageArtifact.Origin.tagged, id: names.last ?? id, tags: names,
            generatedData: artifact.generatedData, program: program)
        // Without the image its new names would lead nowhere.
        return PostProcessed(image, keepsInput: true, mustKeepInput: true)
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "docker-tag", summary: "Gives a container image more names.", options: Keys.all
    ) { reader, _ in
        let repository = reader.optional(Keys.repository)
        let lists = (reader.optional(Keys.tag) ?? []).flatMap { $0.split(separator: ",").map(String.init) }
        let tags = lists + (reader.optional(Keys.tags) ?? [])
        ImageName.check((Keys.repository, repository), tags: (Keys.tags, tags), reader)
        _ = reader.value(Keys.force)
        let base = repository ?? ""
        let processor = DockerTagPostProcessor(
            names: tags.isEmpty ? [base] : tags.map { "\(base):\($0)" },
            executable: reader.optional(ContainerProgram.path))
        return Prepared(processor, warnings: try reader.finish())
    }
}
